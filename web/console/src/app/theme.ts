import { createTheme, type MantineColorsTuple } from '@mantine/core';

const tandem: MantineColorsTuple = [
  '#eafaf7',
  '#d5f1ec',
  '#a9e3d9',
  '#79d4c5',
  '#4fc4b2',
  '#2fae9c',
  '#17897b',
  '#0f766e',
  '#0b5f59',
  '#074742',
];

/** Shade 7 on white and shade 8 under white text keep a contrast above 4.5 : 1. */
export const theme = createTheme({
  primaryColor: 'tandem',
  primaryShade: { light: 7, dark: 7 },
  colors: { tandem },
  defaultRadius: 'md',
  cursorType: 'pointer',
  fontFamily:
    'Inter, ui-sans-serif, system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif',
  headings: { fontWeight: '650' },
  respectReducedMotion: true,
});
