/** Path of the socket: `t` is the token, `revision` and `seq` are the marks it goes on behind. */
export const copilotStreamPath = '/copilot/api/stream';
/** Path of the page that a link opens. */
export const copilotPagePath = '/copilot/';
/** Participant data that holds the link. */
export const copilotUrlAttribute = 'copilotUrl';
