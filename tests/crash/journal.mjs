// Reads the journal by docs/journal.md alone, so that it can bear witness against the program.
import crypto from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import zlib from 'node:zlib';

const header_bytes = 64;
const frame_bytes = 33;
const types = { event: 1, erased: 253, footer: 254, terminator: 255 };
const kinds = [
  'link_open',
  'confirmation',
  'verification',
  'checkout_start',
  'order_submit',
  'login',
  'signup',
  'form_response',
  'email_delivered',
  'email_open',
  'email_spam',
  'notification_delivered',
  'notification_open',
  'other',
];

const crc_table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; ++bit) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
  return crc;
});

function crc32c(bytes, crc = 0) {
  crc = ~crc;
  for (let i = 0; i < bytes.length; ++i) crc = (crc >>> 8) ^ crc_table[(crc ^ bytes[i]) & 0xff];
  return ~crc >>> 0;
}

const u64 = (bytes, at) => bytes.readUInt32LE(at) + bytes.readUInt32LE(at + 4) * 2 ** 32;
const unzigzag = (number) => (number % 2 ? -(number + 1) / 2 : number / 2);

// The fields of an entry's body: numbers, or bytes as text.
function fields_of(payload) {
  const fields = [];
  let at = 0;
  const varint = () => {
    let value = 0;
    for (let unit = 1; ; unit *= 128) {
      const byte = payload[at++];
      value += (byte & 0x7f) * unit;
      if (byte < 0x80) return value;
    }
  };
  while (at < payload.length) {
    const tag = varint();
    const value = varint();
    if (tag % 2 === 0) {
      fields[tag / 2] = value;
    } else {
      fields[(tag - 1) / 2] = payload.subarray(at, at + value);
      at += value;
    }
  }
  return fields;
}

function event_of(frame, group) {
  const fields = fields_of(frame.payload);
  return {
    sequence: frame.sequence,
    received_us: frame.received_us,
    group,
    kind: kinds[(fields[2] ?? 14) - 1],
    counts: (fields[5] ?? 1) === 1,
    occurred_us: unzigzag(fields[8] ?? 0),
    id: fields[11]?.toString() ?? '',
    customer: fields[12]?.toString() ?? '',
  };
}

// The segment that a file holds, plain or packed.
function unpacked(bytes) {
  if (bytes[10] !== 1) return bytes;
  const table = header_bytes;
  if (bytes.toString('latin1', table, table + 8) !== 'footpack') throw new Error('no block table');
  const count = bytes.readUInt32LE(table + 20);
  let at = table + 24 + 8 * count + 4;
  if (bytes.readUInt32LE(at - 4) !== crc32c(bytes.subarray(table, at - 4))) {
    throw new Error('the checksum of a block table is wrong');
  }
  const blocks = [];
  for (let i = 0; i < count; ++i) {
    const packed = bytes.subarray(at, at + bytes.readUInt32LE(table + 24 + 8 * i));
    if (bytes.readUInt32LE(table + 28 + 8 * i) !== crc32c(packed)) throw new Error('a bad block');
    blocks.push(zlib.zstdDecompressSync(packed));
    at += packed.length;
  }
  const plain = Buffer.concat(blocks);
  if (plain.length !== u64(bytes, table + 8)) throw new Error('blocks of another size');
  return plain;
}

// Where one read ended, for the next one to go on from.
const start = () => ({ segment: 0, offset: 0, sequence: 0, group: 0, hash: Buffer.alloc(16) });

export class Journal {
  #folder;
  #position = start();

  constructor(data) {
    this.#folder = path.join(data, 'journal');
  }

  // The next read begins anew.
  rewind() {
    this.#position = start();
  }

  // The events of whole groups after those read before. Throws where the journal is not as
  // docs/journal.md says; a torn end of the last segment is none of it.
  read() {
    const segments = fs
      .readdirSync(this.#folder)
      .filter((name) => name.endsWith('.segment'))
      .sort();
    const events = [];
    for (const [i, name] of segments.entries()) {
      const number = Number(name.slice(0, 10));
      if (number !== i + 1) throw new Error(`${name} is number ${i + 1}`);
      if (number >= this.#position.segment) this.#read_segment(name, number, events);
    }
    return events;
  }

  #read_segment(name, number, events) {
    const bytes = unpacked(fs.readFileSync(path.join(this.#folder, name)));
    const wrong = (what) => new Error(`${name} at ${this.#position.offset}: ${what}`);
    const position = this.#position;
    if (number > position.segment) {
      const good =
        bytes.toString('latin1', 0, 8) === 'footfall' &&
        bytes.readUInt32LE(60) === crc32c(bytes.subarray(0, 60)) &&
        bytes.readUInt32LE(12) === number &&
        u64(bytes, 20) === position.sequence + 1 &&
        u64(bytes, 28) === position.group + 1 &&
        bytes.compare(position.hash, 0, 16, 44, 60) === 0;
      if (!good) throw wrong('its header does not follow what is before it');
      Object.assign(position, { segment: number, offset: header_bytes });
    }
    const epoch = bytes.readUInt32LE(16);
    for (;;) {
      const group = this.#read_group(bytes, number, epoch);
      if (group === null) return;
      for (const frame of group.frames) {
        if (frame.type === types.event) events.push(event_of(frame, group.number));
      }
    }
  }

  // Null where no whole group follows.
  #read_group(bytes, segment, epoch) {
    const position = this.#position;
    const frames = [];
    const hash = crypto.createHash('sha256').update(position.hash);
    let sequence = position.sequence;
    for (let at = position.offset; at + frame_bytes <= bytes.length;) {
      const end = at + frame_bytes + bytes.readUInt32LE(at);
      const type = bytes[at + 8];
      const good =
        type !== 0 &&
        end <= bytes.length &&
        bytes.readUInt32LE(at + 9) === segment &&
        bytes.readUInt32LE(at + 13) === epoch &&
        bytes.readUInt32LE(at + 4) ===
          crc32c(bytes.subarray(at + 8, end), crc32c(bytes.subarray(at, at + 4)));
      if (!good || type === types.footer) return null;
      const frame = {
        type,
        sequence: u64(bytes, at + 17),
        received_us: u64(bytes, at + 25),
        payload: bytes.subarray(at + frame_bytes, end),
      };
      if (type === types.terminator) {
        const own = Buffer.concat([bytes.subarray(at, at + 4), bytes.subarray(at + 8, at + 46)]);
        const digest = hash.update(own).digest().subarray(0, 16);
        const number = u64(frame.payload, 4);
        const whole =
          frame.payload.readUInt32LE(0) === frames.length &&
          number === position.group + 1 &&
          frame.sequence === sequence &&
          frame.payload.compare(digest, 0, 16, 13, 29) === 0;
        if (!whole) return null;
        Object.assign(position, { offset: end, sequence, group: number, hash: digest });
        return { frames, number };
      }
      if (frame.sequence !== ++sequence) return null;
      hash.update(bytes.subarray(at, end));
      frames.push(frame);
      at = end;
    }
    return null;
  }
}
