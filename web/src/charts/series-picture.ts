// The chart as a picture to keep, drawn anew on a canvas: the server's policy lets no page make an
// image of its own elements.
import { formatCount } from '../formats';
import { axesOf, datedPositions, middleOf, shortName } from './series';
import type { Axis, Chart, Line } from './series';

const width = 1200;
const height = 560;
// Sharp on screens and in documents alike.
const scale = 2;
const plot = { left: 84, right: width - 84, top: 132, bottom: height - 92 };
const margin = 32;
const pointsMax = 31;

interface Colors {
  ground: string;
  text: string;
  dim: string;
  grid: string;
  a: string;
  b: string;
}

// `title` stands above the chart, `about` below: of when and of whom it is.
export async function seriesPicture(chart: Chart, title: string, about: string): Promise<Blob> {
  const canvas = document.createElement('canvas');
  canvas.width = width * scale;
  canvas.height = height * scale;
  const pen = canvas.getContext('2d');
  if (!pen) throw new Error('This browser cannot draw pictures.');
  pen.scale(scale, scale);
  draw(pen, chart, title, about);
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
  if (!blob) throw new Error('This browser could not make the picture.');
  return blob;
}

function draw(pen: CanvasRenderingContext2D, chart: Chart, title: string, about: string): void {
  const colors = colorsNow();
  const family = window.getComputedStyle(document.body).fontFamily || 'sans-serif';
  const write = (
    text: string,
    x: number,
    y: number,
    how: { color?: string; size?: number; isBold?: boolean; align?: CanvasTextAlign } = {},
  ) => {
    pen.font = `${how.isBold ? '600 ' : ''}${how.size ?? 15}px ${family}`;
    pen.fillStyle = how.color ?? colors.text;
    pen.textAlign = how.align ?? 'left';
    pen.textBaseline = 'middle';
    pen.fillText(text, x, y);
    return pen.measureText(text).width;
  };

  pen.fillStyle = colors.ground;
  pen.fillRect(0, 0, width, height);
  write(title, margin, 40, { size: 21, isBold: true });
  write(about, margin, height - 28, { color: colors.dim });

  const { bucket, buckets, lines } = chart;
  const { axes, isSplit } = axesOf(lines);
  let x = margin;
  for (const [position, line] of lines.entries()) {
    stroke(pen, colors, line.slot, new Path2D(`M${x} 82H${x + 28}`));
    x += 38;
    x += write(line.name, x, 82) + 8;
    x += write(formatCount(line.total), x, 82, { isBold: true }) + 8;
    const marks = [
      ...(line.isAdditive ? [] : ['not additive']),
      ...(isSplit ? [`${position === 0 ? 'left' : 'right'} axis`] : []),
    ].join(', ');
    if (marks) x += write(`(${marks})`, x, 82, { color: colors.dim });
    x += 36;
  }

  const [left, right] = axes;
  if (left) {
    for (const tick of left.ticks) {
      const y = yOf(tick, left);
      pen.strokeStyle = colors.grid;
      pen.lineWidth = 1;
      pen.setLineDash([]);
      pen.stroke(new Path2D(`M${plot.left} ${y}H${plot.right}`));
      const color = isSplit ? colors[lines[0]?.slot ?? 'a'] : colors.dim;
      write(formatCount(tick), plot.left - 12, y, { color, align: 'right' });
    }
  }
  if (isSplit && right) {
    for (const tick of right.ticks) {
      const color = colors[lines[1]?.slot ?? 'b'];
      write(formatCount(tick), plot.right + 12, yOf(tick, right), { color });
    }
  }
  for (const position of datedPositions(buckets.length)) {
    const at = buckets[position];
    if (!at) continue;
    write(shortName(bucket, at), xOf(position, buckets.length), plot.bottom + 24, {
      color: colors.dim,
      align: 'center',
    });
  }

  for (const [position, line] of lines.entries()) {
    const axis = axes[position];
    if (!axis) continue;
    const points = line.values.map(
      (value, each) => [xOf(each, buckets.length), yOf(value, axis)] as const,
    );
    const path = points.map(([px, py], each) => `${each === 0 ? 'M' : 'L'}${px} ${py}`).join('');
    stroke(pen, colors, line.slot, new Path2D(path));
    if (points.length > pointsMax) continue;
    pen.fillStyle = colors[line.slot];
    for (const [px, py] of points) {
      pen.fill(new Path2D(`M${px - 4} ${py}a4 4 0 1 0 8 0a4 4 0 1 0 -8 0`));
    }
  }
}

function stroke(
  pen: CanvasRenderingContext2D,
  colors: Colors,
  slot: Line['slot'],
  path: Path2D,
): void {
  pen.strokeStyle = colors[slot];
  pen.lineWidth = 2.5;
  pen.lineJoin = 'round';
  pen.setLineDash(slot === 'a' ? [] : [8, 5]);
  pen.stroke(path);
}

function xOf(position: number, count: number): number {
  return plot.left + middleOf(position, count) * (plot.right - plot.left);
}

function yOf(value: number, axis: Axis): number {
  return plot.bottom - (value / axis.top) * (plot.bottom - plot.top);
}

// Those of the theme that is shown.
function colorsNow(): Colors {
  const style = window.getComputedStyle(document.documentElement);
  const color = (name: string) => style.getPropertyValue(name).trim();
  return {
    ground: color('--mantine-color-body'),
    text: color('--mantine-color-text'),
    dim: color('--footfall-dim'),
    grid: color('--footfall-line'),
    a: color('--footfall-series-a'),
    b: color('--footfall-series-b'),
  };
}
