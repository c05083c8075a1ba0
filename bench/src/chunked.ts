/** Works on items in their order, `size` of them at once. */
export const chunked = async <T, R>(
  items: readonly T[],
  size: number,
  work: (item: T, index: number) => Promise<R>,
): Promise<R[]> => {
  const results: R[] = [];
  for (let from = 0; from < items.length; from += size)
    results.push(
      ...(await Promise.all(
        items.slice(from, from + size).map((item, index) => work(item, from + index)),
      )),
    );
  return results;
};
