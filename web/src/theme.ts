// Colors, type and the few variants of controls; no color is named outside this file.
import { createTheme } from '@mantine/core';
import type { CSSVariablesResolver, MantineColorsTuple } from '@mantine/core';

const accent: MantineColorsTuple = [
  '#eff1ff',
  '#dfe3fd',
  '#bcc5f7',
  '#97a4f1',
  '#7f8ff0',
  '#6274e9',
  '#4f62e0',
  '#4152c8',
  '#3646ad',
  '#2b3990',
];

const gray: MantineColorsTuple = [
  '#f7f8fa',
  '#eff1f4',
  '#e5e8ed',
  '#d5d9e0',
  '#cdd2da',
  '#8b93a2',
  '#626a79',
  '#4a515f',
  '#323844',
  '#1b1f28',
];

const dark: MantineColorsTuple = [
  '#dcdfe6',
  '#b8bdc8',
  '#959cab',
  '#6d7483',
  '#3b414d',
  '#2c313b',
  '#22262f',
  '#16191f',
  '#111419',
  '#0c0e12',
];

export const theme = createTheme({
  primaryColor: 'accent',
  primaryShade: 6,
  colors: { accent, gray, dark },
  black: '#1b1f28',
  fontFamily:
    '-apple-system, BlinkMacSystemFont, "Segoe UI Variable Text", "Segoe UI", Roboto, "Noto Sans", "Helvetica Neue", Arial, "PingFang SC", "Hiragino Sans", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans Arabic", "Noto Sans Hebrew", sans-serif',
  fontFamilyMonospace:
    'ui-monospace, SFMono-Regular, "Cascadia Mono", "Segoe UI Mono", Menlo, "Noto Sans Mono", monospace',
  fontSizes: { xs: '12px', sm: '13px', md: '14px', lg: '16px', xl: '20px' },
  defaultRadius: 6,
  cursorType: 'pointer',
  focusRing: 'auto',
  respectReducedMotion: true,
  components: {
    Button: { defaultProps: { size: 'sm' } },
    TextInput: { defaultProps: { size: 'sm' } },
    PasswordInput: { defaultProps: { size: 'sm' } },
    Menu: {
      defaultProps: {
        shadow: 'md',
        radius: 8,
        withInitialFocusPlaceholder: false,
        // Within what a screen reader knows as the page.
        portalProps: { target: '#main' },
      },
    },
    Popover: { defaultProps: { shadow: 'md', radius: 8 } },
    Modal: { defaultProps: { radius: 10 } },
  },
});

export const variables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--footfall-sidebar': gray[0],
    '--footfall-line': gray[2],
    '--footfall-line-soft': gray[1],
    '--footfall-hover': gray[0],
    '--footfall-current': gray[2],
    '--footfall-dim': gray[6],
    '--footfall-zero': '#6f7683',
    '--footfall-accent-text': accent[7],
    '--footfall-bar': accent[2],
    '--footfall-bar-today': accent[6],
    '--footfall-bar-zero': gray[3],
    '--footfall-active': '#23834f',
    '--footfall-up': '#1f7446',
    '--footfall-down': '#b3261e',
    '--footfall-stalled': '#85570a',
    '--footfall-hint': gray[9],
    '--footfall-hint-text': gray[0],
    '--footfall-warning': '#fdf6e3',
    '--footfall-warning-line': '#eadcae',
    '--footfall-failure': '#fdf0ef',
    '--footfall-failure-line': '#f1cdca',
    '--footfall-alarm': '#b3261e',
    '--mantine-color-default-border': gray[3],
    '--mantine-color-dimmed': gray[6],
    '--mantine-color-error': '#c4342b',
    '--mantine-color-placeholder': gray[6],
  },
  dark: {
    '--footfall-sidebar': dark[8],
    '--footfall-line': dark[5],
    '--footfall-line-soft': dark[6],
    '--footfall-hover': '#1b1f26',
    '--footfall-current': dark[6],
    '--footfall-dim': dark[2],
    '--footfall-zero': '#7d8493',
    '--footfall-accent-text': accent[3],
    '--footfall-bar': '#3d4788',
    '--footfall-bar-today': accent[4],
    '--footfall-bar-zero': dark[4],
    '--footfall-active': '#4fbf83',
    '--footfall-up': '#4fbf83',
    '--footfall-down': '#f0857d',
    '--footfall-stalled': '#d9a94e',
    '--footfall-hint': dark[4],
    '--footfall-hint-text': '#fff',
    '--footfall-warning': '#2a2618',
    '--footfall-warning-line': '#453d22',
    '--footfall-failure': '#2d1d1f',
    '--footfall-failure-line': '#4d2c2e',
    '--footfall-alarm': '#9c2620',
    '--mantine-color-default-border': dark[4],
    '--mantine-color-dimmed': dark[2],
    '--mantine-color-error': '#f08a83',
    '--mantine-color-placeholder': dark[2],
  },
});
