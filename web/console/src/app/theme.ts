import {
  type CSSVariablesResolver,
  createTheme,
  Drawer,
  type MantineColorsTuple,
  Modal,
  SegmentedControl,
} from '@mantine/core';

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

// Their header element would count as a second banner of the page.
const plainHeader = { header: { role: 'presentation' } };

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
  components: {
    Modal: Modal.extend({ defaultProps: { attributes: plainHeader } }),
    Drawer: Drawer.extend({ defaultProps: { attributes: plainHeader } }),
    // While its colours fade the chosen label has too little contrast.
    SegmentedControl: SegmentedControl.extend({ defaultProps: { transitionDuration: 0 } }),
  },
});

/** Quieter texts keep a contrast above 4.5 : 1 on every surface that is used. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--tandem-canvas': '#f7f9fa',
    '--tandem-line': '#dee2e6',
    '--tandem-shade': 'rgb(0 0 0 / 22%)',
    '--tandem-bubble-agent': '#d5f1ec',
    '--tandem-bubble-bot': '#eef1f6',
    '--mantine-color-dimmed': '#59626b',
    '--mantine-color-placeholder': '#66707a',
    '--mantine-color-error': '#c92a2a',
    '--mantine-color-orange-light-color': '#9c3a00',
  },
  dark: {
    '--tandem-canvas': '#1b1b1b',
    '--tandem-line': '#424242',
    '--tandem-shade': 'rgb(0 0 0 / 65%)',
    '--tandem-bubble-agent': '#0a423d',
    '--tandem-bubble-bot': '#2b3038',
    '--mantine-color-dimmed': '#a9b0b7',
    '--mantine-color-placeholder': '#9aa1a8',
    '--mantine-color-anchor': '#4fc4b2',
    '--mantine-color-error': '#ff8787',
  },
});
