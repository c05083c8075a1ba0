import { Text } from '@mantine/core';
import { useEffect, useState } from 'react';
import { clockOf } from '#src/components/clock.ts';

/** How long something lasts already. */
export function Elapsed({ since }: { readonly since: string }) {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  return (
    <Text size="xs" c="dimmed" ff="monospace" component="time" dateTime={since}>
      {clockOf(now - Date.parse(since))}
    </Text>
  );
}
