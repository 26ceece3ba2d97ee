// The button that shows a password as it is typed, within reach of the keyboard too.
export const showTyped = { 'aria-label': 'Show what is typed', tabIndex: 0 };
