import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, test, vi } from 'vitest';

import { json, open, series, serve, withInsights } from '../testing';
import { page, lastQuestion, chart } from './testing';

describe('the chart', () => {
  test('compares logins with activity, every day drawn, zeros too', async () => {
    serve(withInsights());
    open(page);
    const plot = await chart();
    const lines = Array.from(plot.querySelectorAll('polyline'));
    expect(lines.map((line) => line.getAttribute('points')?.split(' ').length)).toEqual([3, 3]);
    expect(
      within(screen.getByRole('list', { name: 'Legend' }))
        .getAllByRole('listitem')
        .map((item) => item.textContent),
    ).toEqual(['Login15', 'Activity44']);
    expect(plot.getAttribute('aria-label')).toBe('User activity, by day');
    expect(plot.getAttribute('aria-valuetext')).toBe('Sun, 22 Nov 2026: Login 3, Activity 40');
    act(() => plot.focus());
    await userEvent.keyboard('{ArrowLeft}');
    expect(plot.getAttribute('aria-valuetext')).toBe('Sat, 21 Nov 2026: Login 12, Activity 0');
    expect(plot.textContent).toContain('Sat, 21 Nov 2026Login12Activity0');
    await userEvent.keyboard('{Home}{ArrowLeft}');
    expect(plot.getAttribute('aria-valuetext')).toBe('Fri, 20 Nov 2026: Login 0, Activity 4');
    await userEvent.keyboard('{Escape}');
    expect(plot.textContent).not.toContain('20 Nov 2026');
  });

  test('takes two other values, never one with itself, and either can be cleared', async () => {
    const asked = serve(withInsights());
    open(page);
    await chart();
    const first = screen.getByRole('combobox', { name: 'First value' });
    const second = screen.getByRole('combobox', { name: 'Second value' });
    expect(
      within(first)
        .getAllByRole('option')
        .map((option) => option.textContent),
    ).toEqual([
      'None',
      'Activity',
      'Active users',
      'Delivered',
      'Open mail',
      'Email notified as spam',
      'Response to forms',
      'Login',
      'Open notification',
    ]);
    const isDisabled = (select: HTMLElement, name: string) =>
      within(select).getByRole<HTMLOptionElement>('option', { name }).disabled;
    expect(isDisabled(first, 'Activity')).toBe(true);
    expect(isDisabled(second, 'Login')).toBe(true);
    await userEvent.selectOptions(first, 'Active users');
    expect(window.location.search).toBe('?a=active_users');
    await screen.findByText('not additive');
    await userEvent.selectOptions(second, 'None');
    expect(window.location.search).toBe('?a=active_users&b=none');
    await waitFor(() =>
      expect(lastQuestion(asked, '/series').toString()).toBe('a=active_users&preset=last_3_months'),
    );
    await userEvent.selectOptions(first, 'None');
    expect(screen.getByText('Choose a value above to see it over time.')).toBeDefined();
    expect(screen.queryByRole('slider')).toBeNull();
    await userEvent.selectOptions(second, 'Login');
    expect(window.location.search).toBe('?a=none&b=login');
    await chart();
  });

  test('is by day, week or month, and has a table', async () => {
    const asked = serve({
      ...withInsights(),
      'GET /api/v1/insights/series': ({ params }) =>
        json(
          params.get('bucket') === 'month'
            ? series(
                { a: ['active_users', [440, 462]] },
                {
                  bucket: 'month',
                  buckets: [
                    { from: '2026-10-01', to: '2026-10-31' },
                    { from: '2026-11-01', to: '2026-11-22' },
                  ],
                },
              )
            : series({ a: ['active_users', [1, 2]] }),
        ),
    });
    open(`${page}?a=active_users&b=none`);
    await chart();
    const by = screen.getByRole('radiogroup', { name: 'By' });
    expect(within(by).getByRole<HTMLInputElement>('radio', { name: 'Day' }).checked).toBe(true);
    await userEvent.click(within(by).getByRole('radio', { name: 'Month' }));
    await waitFor(() => expect(lastQuestion(asked, '/series').get('bucket')).toBe('month'));
    await userEvent.click(screen.getByRole('button', { name: 'Table' }));
    expect(window.location.search).toBe('?a=active_users&b=none&bucket=month&chart=table');
    const table = await screen.findByRole('table', { name: 'User activity, by month' });
    expect(
      within(table)
        .getAllByRole('row')
        .map((row) => row.textContent),
    ).toEqual([
      'MonthActive users',
      'October 2026440',
      '1 – 22 Nov 2026, part of a month462',
      'Whole period902not additive',
    ]);
  });
});

describe('a file of the chart', () => {
  const files: { name: string; blob: Blob }[] = [];
  beforeEach(() => {
    files.length = 0;
    let made: Blob | undefined;
    URL.createObjectURL = (blob: Blob) => {
      made = blob;
      return 'blob:file';
    };
    URL.revokeObjectURL = () => undefined;
    vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (
      this: HTMLAnchorElement,
    ) {
      if (made) files.push({ name: this.download, blob: made });
    });
  });

  test('as CSV has a row for each day', async () => {
    serve(withInsights());
    open(page);
    await chart();
    await userEvent.click(screen.getByRole('button', { name: 'Download CSV' }));
    expect(files[0]?.name).toBe('user-activity-2026-11-20-2026-11-22.csv');
    const bytes = new Uint8Array((await files[0]?.blob.arrayBuffer()) ?? []);
    expect(new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)).toBe(
      '\ufeffDay,Login,Activity\r\n2026-11-20,0,4\r\n2026-11-21,12,0\r\n2026-11-22,3,40\r\n',
    );
  });

  test('as PNG is drawn on a canvas, without any image', async () => {
    const texts: string[] = [];
    const pen = {
      scale: vi.fn(),
      fillRect: vi.fn(),
      fill: vi.fn(),
      stroke: vi.fn(),
      setLineDash: vi.fn(),
      fillText: (text: string) => texts.push(text),
      measureText: (text: string) => ({ width: text.length * 8 }),
    };
    vi.stubGlobal('Path2D', vi.fn());
    vi.spyOn(HTMLCanvasElement.prototype, 'getContext').mockReturnValue(pen as never);
    vi.spyOn(HTMLCanvasElement.prototype, 'toBlob').mockImplementation((give) =>
      give(new Blob(['png'], { type: 'image/png' })),
    );
    const images = vi.spyOn(window, 'Image');
    serve(withInsights());
    open(page);
    await chart();
    await userEvent.click(screen.getByRole('button', { name: 'Download PNG' }));
    await waitFor(() => expect(files[0]?.name).toBe('user-activity-2026-11-20-2026-11-22.png'));
    expect(texts.slice(0, 6)).toEqual([
      'User activity',
      'Acme Foods · 20 – 22 Nov 2026 by day, Europe/Berlin',
      'Login',
      '15',
      'Activity',
      '44',
    ]);
    expect(texts).toContain('22 Nov');
    expect(images).not.toHaveBeenCalled();
  });

  test('that this browser cannot draw says so', async () => {
    vi.spyOn(HTMLCanvasElement.prototype, 'getContext').mockReturnValue(null);
    serve(withInsights());
    open(page);
    await chart();
    await userEvent.click(screen.getByRole('button', { name: 'Download PNG' }));
    await screen.findByText('There is no picture');
    expect(files).toEqual([]);
    // It would stand in the next test too.
    await userEvent.click(screen.getByRole('button', { name: 'Close' }));
    await waitFor(() => expect(screen.queryByText('There is no picture')).toBeNull());
  });
});
