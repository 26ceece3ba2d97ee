// One or two values over time as lines, every bucket drawn, zeros too. The pointer and the arrow keys
// lead from bucket to bucket; what is there is shown beside it and told to screen readers.
import { useState } from 'react';
import type { KeyboardEvent, PointerEvent } from 'react';

import { formatCount } from '../formats';
import { glossary } from '../glossary';
import { axesOf, datedPositions, fullName, middleOf, shortName } from './series';
import type { Axis, Bucket, Chart, Line } from './series';
import classes from './SeriesChart.module.css';

// With more buckets the points would touch each other.
const pointsMax = 31;
const pageSteps = 7;
// Dates further right would reach out of the chart.
const edgeFrom = 0.97;
// On a phone every second of more dates than these is left out.
const datesOnPhone = 4;

const steps: Record<string, (position: number, last: number) => number> = {
  ArrowLeft: (position) => position - 1,
  ArrowRight: (position) => position + 1,
  ArrowDown: (position) => position - 1,
  ArrowUp: (position) => position + 1,
  PageDown: (position) => position - pageSteps,
  PageUp: (position) => position + pageSteps,
  Home: () => 0,
  End: (_position, last) => last,
};

export function SeriesChart({
  title,
  chart,
  isWaiting,
}: {
  title: string;
  chart: Chart;
  isWaiting: boolean;
}) {
  const { bucket, buckets, lines } = chart;
  const { axes, isSplit } = axesOf(lines);
  const [chosen, setChosen] = useState<number>();
  const [isOpen, setOpen] = useState(false);
  const last = buckets.length - 1;
  const position = Math.min(chosen ?? last, last);
  const at = buckets[position];
  if (!at) return null;

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') setOpen(false);
    const step = Object.hasOwn(steps, event.key) ? steps[event.key] : undefined;
    if (!step || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    setChosen(Math.min(Math.max(step(position, last), 0), last));
    setOpen(true);
  };
  const onPointer = (event: PointerEvent) => {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    if (width === 0) return;
    const pointed = Math.floor(((event.clientX - left) / width) * buckets.length);
    setChosen(Math.min(Math.max(pointed, 0), last));
    setOpen(true);
  };

  const dated = datedPositions(buckets.length);
  const areDense = dated.length > datesOnPhone;
  const name = fullName(bucket, at);
  const values = lines.map((line) => `${line.name} ${formatCount(line.values[position] ?? 0)}`);
  const [left, right] = axes;
  return (
    <div className={classes.frame} aria-busy={isWaiting} data-waiting={isWaiting || undefined}>
      <Legend {...{ chart, isSplit }} />
      <div className={classes.chart} data-split={isSplit || undefined}>
        {left && <Scale axis={left} slot={isSplit ? lines[0]?.slot : undefined} />}
        <div
          className={classes.plot}
          role="slider"
          tabIndex={0}
          aria-label={`${title}, by ${bucket}`}
          aria-orientation="horizontal"
          aria-valuemin={0}
          aria-valuemax={last}
          aria-valuenow={position}
          aria-valuetext={`${name}: ${values.join(', ')}`}
          onKeyDown={onKeyDown}
          onFocus={(event) => event.currentTarget.matches(':focus-visible') && setOpen(true)}
          onBlur={() => setOpen(false)}
          onPointerDown={onPointer}
          onPointerMove={onPointer}
          onPointerLeave={(event) => event.pointerType !== 'touch' && setOpen(false)}
        >
          <Lines lines={lines} axes={axes} count={buckets.length} />
          {isOpen && (
            <>
              <span
                className={classes.here}
                style={{ insetInlineStart: percent(middleOf(position, buckets.length)) }}
              />
              {lines.map((line, each) => (
                <Point key={line.slot} line={line} axis={axes[each]} isBig {...{ position }} />
              ))}
              <div
                className={classes.tip}
                aria-hidden
                data-side={position > last / 2 ? 'start' : 'end'}
                style={{ insetInlineStart: percent(middleOf(position, buckets.length)) }}
              >
                <strong>{name}</strong>
                {lines.map((line) => (
                  <span key={line.slot} className={classes.tipLine}>
                    <Stroke slot={line.slot} />
                    {line.name}
                    <b>{formatCount(line.values[position] ?? 0)}</b>
                  </span>
                ))}
              </div>
            </>
          )}
        </div>
        {isSplit && right && <Scale axis={right} slot={lines[1]?.slot} isEnd />}
        <div className={classes.dates} aria-hidden>
          {dated.map((each, order) => (
            <span
              key={each}
              data-minor={(areDense && (dated.length - 1 - order) % 2 === 1) || undefined}
              data-edge={middleOf(each, buckets.length) > edgeFrom || undefined}
              style={{ insetInlineStart: percent(middleOf(each, buckets.length)) }}
            >
              {buckets[each] && shortName(bucket, buckets[each])}
            </span>
          ))}
        </div>
      </div>
    </div>
  );
}

function percent(share: number): string {
  return `${share * 100}%`;
}

function Scale({
  axis,
  slot,
  isEnd,
}: {
  axis: Axis;
  // Whose it is, where there are two.
  slot: Line['slot'] | undefined;
  isEnd?: boolean;
}) {
  return (
    <div className={classes.scale} data-slot={slot} data-end={isEnd} aria-hidden>
      {axis.ticks.toReversed().map((tick) => (
        <span key={tick}>{formatCount(tick)}</span>
      ))}
    </div>
  );
}

function Lines({
  lines,
  axes,
  count,
}: {
  lines: readonly Line[];
  axes: readonly Axis[];
  count: number;
}) {
  const ticks = axes[0]?.ticks ?? [];
  const grid = ticks.map((_, i) => `M0 ${(i / (ticks.length - 1)) * 100}H100`).join('');
  return (
    <>
      <svg className={classes.picture} viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden>
        <path className={classes.grid} d={grid} />
        {lines.map(({ slot, values }, each) => (
          <polyline
            key={slot}
            className={classes.line}
            data-slot={slot}
            points={values
              .map(
                (value, position) =>
                  `${middleOf(position, count) * 100},${100 - (value / (axes[each]?.top ?? 1)) * 100}`,
              )
              .join(' ')}
          />
        ))}
      </svg>
      {count <= pointsMax &&
        lines.flatMap((line, each) =>
          line.values.map((_, position) => (
            <Point
              key={`${line.slot} ${position}`}
              line={line}
              axis={axes[each]}
              {...{ position }}
            />
          )),
        )}
    </>
  );
}

function Point({
  line: { slot, values },
  axis,
  position,
  isBig,
}: {
  line: Line;
  axis: Axis | undefined;
  position: number;
  isBig?: boolean;
}) {
  return (
    <span
      className={classes.point}
      data-slot={slot}
      data-big={isBig}
      style={{
        insetInlineStart: percent(middleOf(position, values.length)),
        bottom: percent((values[position] ?? 0) / (axis?.top ?? 1)),
      }}
    />
  );
}

function Stroke({ slot }: { slot: Line['slot'] }) {
  return (
    <svg className={classes.stroke} width="18" height="8" viewBox="0 0 18 8" aria-hidden>
      <path className={classes.line} data-slot={slot} d="M0 4H18" />
    </svg>
  );
}

function Legend({ chart: { lines, bucket }, isSplit }: { chart: Chart; isSplit: boolean }) {
  return (
    <ul className={classes.legend} aria-label="Legend">
      {lines.map(({ slot, name, term, total, isAdditive }, position) => (
        <li key={slot}>
          <Stroke slot={slot} />
          <span className={classes.term} tabIndex={0} data-hint={glossary[term]}>
            {name}
          </span>
          <b>{formatCount(total)}</b>
          {!isAdditive && (
            <span className={classes.mark} tabIndex={0} data-hint={notAdditive(bucket)}>
              not additive
            </span>
          )}
          {isSplit && <span>({position === 0 ? 'left' : 'right'} axis)</span>}
        </li>
      ))}
    </ul>
  );
}

function notAdditive(bucket: Bucket): string {
  return `Each ${bucket} counts by itself, so the ${bucket}s do not add up to the total.`;
}
