/** Reversible, bound to its place, and nothing like the plaintext. */
export const testSealer = {
  seal: async (owner: string, context: string, plaintext: string): Promise<Buffer> =>
    Buffer.from(
      Buffer.from(JSON.stringify({ owner, context, plaintext })).map((byte) => byte ^ 0x5a),
    ),
  open: async (owner: string, context: string, sealed: Buffer): Promise<string> => {
    const opened = JSON.parse(Buffer.from(sealed.map((byte) => byte ^ 0x5a)).toString());
    if (opened.owner !== owner || opened.context !== context) throw new Error('wrong place');
    return opened.plaintext;
  },
};
