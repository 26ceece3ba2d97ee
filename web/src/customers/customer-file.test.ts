import { expect, test } from 'vitest';

import { refusedFile, templateFile } from './customer-file';

test('the template names the columns, for spreadsheets too', async () => {
  const bytes = new Uint8Array(await templateFile().arrayBuffer());
  expect(Array.from(bytes.slice(0, 3))).toEqual([0xef, 0xbb, 0xbf]);
  expect(new TextDecoder().decode(bytes)).toBe('id,name,code,email,phone,contact,status\r\n');
});

test('refused rows are cells that no spreadsheet takes for formulas', async () => {
  const refusal = { row: 7, field: 'status', reason: 'unknown_status', message: '=1+1, "two"\n' };
  expect(await refusedFile([refusal]).text()).toContain(
    `\r\n7,status,unknown_status,"'=1+1, ""two""\n"\r\n`,
  );
});
