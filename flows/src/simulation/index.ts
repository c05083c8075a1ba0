/** The run-it-now simulator: a draft runs beside the canvas, step by step, and nobody is sent anything. */
export {};
