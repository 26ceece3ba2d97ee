import reactHooks from 'eslint-plugin-react-hooks';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

// Rooms that every feature may use, and the features, which know nothing of each other.
const features = [
  'activity',
  'content',
  'customer',
  'customers',
  'insights',
  'settings',
  'sign-in',
  'targets',
];

const apart = features.map((feature) => ({
  files: [`src/${feature}/**`],
  rules: {
    'no-restricted-imports': [
      'error',
      {
        patterns: features
          .filter((other) => other !== feature)
          .map((other) => ({
            group: [`**/${other}/*`],
            message: 'A feature imports no other.',
          })),
      },
    ],
  },
}));

export default defineConfig(
  { ignores: ['**/dist/', 'node_modules/', 'src/api/schema.d.ts'] },
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      'no-restricted-syntax': [
        'error',
        {
          selector: "JSXAttribute[name.name='dangerouslySetInnerHTML']",
          message: 'Text from the server is text.',
        },
      ],
    },
  },
  reactHooks.configs.flat['recommended-latest'],
  {
    files: ['src/{api,cells,charts,hints,list,profile,scope}/**'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              group: features.map((feature) => `**/${feature}/*`),
              message: 'What features share does not import a feature.',
            },
          ],
        },
      ],
    },
  },
  ...apart,
);
