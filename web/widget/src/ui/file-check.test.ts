import { describe, expect, it } from 'vitest';
import { checkFiles } from './file-check.ts';

const file = (name: string, type: string, size = 3) => new File(['x'.repeat(size)], name, { type });
const names = (files: readonly File[]) => files.map(({ name }) => name);

describe('files that were chosen', () => {
  const uploadTypes = ['image/png', 'audio/*', 'application/vnd.a.b.*', 'application/octet-stream'];
  const check = (...files: File[]) => {
    const { taken, tooLarge, refused } = checkFiles(files, { maxUploadBytes: 10, uploadTypes });
    return { taken: names(taken), tooLarge: names(tooLarge), refused: names(refused) };
  };

  it('are taken one by one: by kind and by size, as the server does', () => {
    expect(
      check(
        file('a.png', 'IMAGE/PNG'),
        file('b.html', 'text/html'),
        file('c.mp3', 'audio/mpeg', 11),
        file('d.x', ''),
        file('e.docx', 'application/vnd.a.b.document'),
        file('f.docx', 'application/vnd-a.b.document'),
        file('g.csv', 'image/png2', 11),
      ),
    ).toEqual({
      taken: ['a.png', 'd.x', 'e.docx'],
      tooLarge: ['c.mp3'],
      refused: ['b.html', 'f.docx', 'g.csv'],
    });
  });

  it('are of any kind where the server does not say', () => {
    const { taken } = checkFiles([file('b.html', 'text/html')], { maxUploadBytes: 10 });
    expect(names(taken)).toEqual(['b.html']);
  });
});
