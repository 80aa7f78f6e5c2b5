import { crc32, deflateRawSync, inflateRawSync } from "node:zlib";

// Just enough of a spreadsheet's container to correct cells in it, as a clerk does in a spreadsheet program.

interface Part {
  readonly name: string;
  readonly data: Buffer;
}

/** An .xlsx with other text in some cells of its first sheet, by their place such as "B7"; each must be a text cell. */
export function withCells(xlsx: Buffer, cells: Readonly<Record<string, string>>): Buffer {
  const parts = read(xlsx).map((part) => {
    if (part.name !== "xl/worksheets/sheet1.xml") return part;
    let text = part.data.toString("utf8");
    for (const [place, value] of Object.entries(cells)) {
      const before = text;
      text = text.replace(new RegExp(`(<c r="${place}"[^>]*><is><t[^>]*>)[^<]*`), `$1${value}`);
      if (text === before) throw new Error(`there is no text cell ${place} to change`);
    }
    return { ...part, data: Buffer.from(text, "utf8") };
  });
  return write(parts);
}

function read(zip: Buffer): Part[] {
  const end = zip.lastIndexOf(Buffer.from("PK\x05\x06"));
  const count = zip.readUInt16LE(end + 10);
  let at = zip.readUInt32LE(end + 16);
  const parts: Part[] = [];
  for (let i = 0; i < count; i++) {
    const packed = zip.readUInt32LE(at + 20);
    const nameLength = zip.readUInt16LE(at + 28);
    const name = zip.toString("utf8", at + 46, at + 46 + nameLength);
    const local = zip.readUInt32LE(at + 42);
    const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
    const raw = zip.subarray(start, start + packed);
    parts.push({ name, data: zip.readUInt16LE(at + 10) === 8 ? inflateRawSync(raw) : raw });
    at += 46 + nameLength + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  return parts;
}

function write(parts: readonly Part[]): Buffer {
  const files: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, data } of parts) {
    const packed = deflateRawSync(data);
    const head = Buffer.alloc(26);
    head.writeUInt16LE(20, 0);
    head.writeUInt16LE(8, 4);
    head.writeUInt32LE(crc32(data), 10);
    head.writeUInt32LE(packed.length, 14);
    head.writeUInt32LE(data.length, 18);
    head.writeUInt16LE(Buffer.byteLength(name), 22);
    const local = Buffer.concat([Buffer.from("PK\x03\x04"), head, Buffer.from(name), packed]);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(offset, 10);
    directory.push(Buffer.concat([Buffer.from("PK\x01\x02\x14\x00"), head, place, Buffer.from(name)]));
    files.push(local);
    offset += local.length;
  }
  const index = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write("PK\x05\x06", 0, "latin1");
  end.writeUInt16LE(parts.length, 8);
  end.writeUInt16LE(parts.length, 10);
  end.writeUInt32LE(index.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...files, index, end]);
}
