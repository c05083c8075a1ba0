/** First in, first out, without moving what is left at each `take`. */
export type Fifo<T> = {
  readonly add: (item: T) => void;
  readonly take: () => T | undefined;
  readonly size: () => number;
};

const compactAt = 1024;

export const createFifo = <T>(): Fifo<T> => {
  let items: T[] = [];
  let head = 0;
  return {
    add: (item) => void items.push(item),
    take() {
      if (head === items.length) return undefined;
      const item = items[head] as T;
      head += 1;
      if (head === items.length) {
        items = [];
        head = 0;
      } else if (head >= compactAt && head * 2 > items.length) {
        items = items.slice(head);
        head = 0;
      }
      return item;
    },
    size: () => items.length - head,
  };
};
