/** @file The Image lab: what it shows is what the library computes; pictures, networks and weights of any kind. */

import { formatSafetensors } from 'atrous/io';
import { F, manualSeed, nn, noGrad, type Tensor } from 'atrous';
import { LUMINANCE, samplePicture } from 'atrous-explain/pictures';
import { deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { describe, expect, inject } from 'vitest';
import { transforms } from 'atrous/data';
import { heatmap } from 'atrous/vision';
import { launch, type Page } from '../../tools/test-env/chromium.mjs';
import { goTo } from '../../tools/test-env/studio.mjs';
import { pack } from '../../packages/atrous-studio/src/kit/pack.js';
import { numberText } from '../../packages/atrous-studio/src/kit/numbers.js';
import { HAS_BROWSER, studioTest as test } from './studio.js';

const EDITOR = '.cm-content';

/** Drops a file on the page. */
async function drop(page: Page, name: string, bytes: Uint8Array): Promise<void> {
  await page.evaluate(
    ([file, base64]) => {
      const binary = Uint8Array.from(atob(base64!), (sign) => sign.codePointAt(0)!);
      const transfer = new DataTransfer();
      transfer.items.add(new File([binary], file!));
      window.dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true }));
    },
    [name, Buffer.from(bytes).toString('base64')],
  );
}

const link = (text: string, more = ''): string => `#/lab?v=1${more}&t=${pack(text)}`;
const value = (page: Page): Promise<string> => page.locator('.sum [data-value]').innerText();
const idle = (page: Page): Promise<void> => page.locator('main [aria-busy="true"]').waitFor({ state: 'detached' });

/** The sample as a network gets it. */
function sample(): Tensor {
  const { height, width, rgb } = samplePicture();
  return transforms.toTensor()({ data: rgb, height, width }).unsqueeze(0);
}

describe.skipIf(!HAS_BROWSER)('the Image lab', () => {
  test('shows the values that the library computes, with the sum that made them', async ({ open }) => {
    const page = await open(
      link('nn.Conv2d(3, 4, 5, stride=2, padding=2), nn.ReLU(), nn.AvgPool2d(3, 2, 1)', '&seed=7&layer=0&ch=2&at=0,3'),
    );
    manualSeed(7);
    const conv = new nn.Conv2d(3, 4, 5, { stride: 2, padding: 2 });
    const y = noGrad(() => conv.forward(sample()));
    const at = (maps: Tensor, c: number, row: number, column: number): string =>
      numberText(Number(maps.data[(c * maps.size(2) + row) * maps.size(3) + column]));
    expect(await value(page)).toBe(at(y, 2, 0, 3));
    // Two rows above lie in the padding: 3 channels × 3 rows × 5 columns are left.
    expect(await page.locator('.sum').innerText()).toContain('the sum of 45 products');
    expect(await page.locator('.sum td').count()).toBe(25);
    expect(await page.locator('.sum').innerText()).toContain('It sees rows −2 to 2 and columns 4 to 8 of the picture.');
    await page.getByRole('button', { name: /AvgPool2d/ }).click();
    await page.locator('[data-channel="1"]').click();
    await page.locator('[data-pixel]').focus();
    await page.keyboard.press('ArrowRight');
    await idle(page);
    const pooled = noGrad(() => F.avgPool2d(F.relu(y), 3, { stride: 2, padding: 1 }));
    expect(await value(page)).toBe(at(pooled, 1, 38, 29));
    expect(await page.locator('.sum').innerText()).toContain('the sum of 9 values, divided by 9');
    await expect.poll(() => page.url()).toContain('at=38%2C29'.replace('%2C', ','));
  });

  test('takes a picture that is dropped, and says what was done to it', async ({ open }) => {
    const page = await open(link('nn.Conv2d(1, 2, 3, padding=1)', '&grey=1&layer=0&ch=1&at=1,2'));
    const pixels = Uint8Array.from({ length: 6 * 8 * 3 }, (_, i) => (i * 37) % 256);
    const png = await sharp(pixels, { raw: { height: 6, width: 8, channels: 3 } })
      .png()
      .toBuffer();
    await drop(page, 'mine.png', png);
    await expect.poll(() => page.locator('#picture').innerText()).toContain('mine.png');
    await idle(page);
    const rgb = transforms.toTensor()({ data: pixels, height: 6, width: 8 });
    const grey = rgb.select(0, 0).mul(0.299).add(rgb.select(0, 1).mul(0.587)).add(rgb.select(0, 2).mul(0.114));
    manualSeed(0);
    const y = noGrad(() => new nn.Conv2d(1, 2, 3, { padding: 1 }).forward(grey.reshape([1, 1, 6, 8])));
    expect(Number((await value(page)).replace('−', '-'))).toBeCloseTo(Number(y.data[48 + 10]), 4);
    expect(await page.locator('ol li').allInnerTexts()).toEqual([
      'Values divided by 255, so that they lie in [0, 1] (ToTensor).',
      `Colours turned into luminance: ${LUMINANCE}.`,
    ]);
    expect(page.url()).not.toContain('mine');
  });

  test('refuses what is no picture, or too large a one, before decoding it', async ({ open }) => {
    const page = await open('#/lab');
    await drop(page, 'notes.txt', Buffer.from('no picture at all, though it is long enough to be one'));
    await page.locator('[role=alert]', { hasText: 'This is no picture that can be read here' }).waitFor();
    await drop(
      page,
      'cut.png',
      (
        await sharp({ create: { width: 9, height: 9, channels: 3, background: 'red' } })
          .png()
          .toBuffer()
      ).subarray(0, 48),
    );
    await page.locator('[role=alert]', { hasText: 'This picture is damaged' }).waitFor();
    await drop(page, 'huge.png', hugePng(10_000, 10_000));
    await page.locator('[role=alert]', { hasText: 'This picture has 10000 × 10000 pixels, 100 million' }).waitFor();
    expect(await page.locator('[data-channel]').count()).toBe(32);
  });

  test('shows a mistake with its line, and where a network stops with what helps', async ({ open }) => {
    const page = await open('#/lab');
    await page.locator(EDITOR).focus();
    await page.keyboard.press('Control+a');
    await page.keyboard.insertText('nn.Conv2d(3, 8, 3),\nnn.Cov2d(8, 8, 3)');
    await page.locator('[role=alert]', { hasText: "module 'torch.nn' has no attribute 'Cov2d'" }).waitFor();
    expect(await page.locator('[role=alert]').innerText()).toContain('line 2');
    await page.locator(EDITOR).focus();
    await page.keyboard.press('Control+a');
    await page.keyboard.insertText('nn.Conv2d(3, 2, 3), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(2 * 7 * 7, 10)');
    await page.locator('[role=alert]', { hasText: 'mat1 and mat2 shapes cannot be multiplied' }).waitFor();
    await page.getByRole('button', { name: 'Use 16 × 16, the smallest that goes through' }).click();
    await page.getByRole('button', { name: 'Linear 10' }).waitFor();
    expect(await page.locator('ol li').last().innerText()).toContain(
      'Resized from 304 × 228 to 16 × 16: bilinear, antialiased',
    );
  });

  test('loads weights that fit, and says in words why others do not', async ({ open }) => {
    const page = await open(link('nn.Conv2d(3, 2, 3)', '&layer=0&ch=1&at=10,20'));
    manualSeed(123);
    const conv = new nn.Conv2d(3, 2, 3);
    await drop(page, 'mine.safetensors', formatSafetensors(conv.stateDict()));
    await expect
      .poll(() => page.locator('section[aria-labelledby=weights]').innerText())
      .toContain('from mine.safetensors');
    await idle(page);
    const y = noGrad(() => conv.forward(sample()));
    expect(await value(page)).toBe(numberText(Number(y.data[(y.size(2) + 10) * y.size(3) + 20])));
    await drop(page, 'other.safetensors', formatSafetensors(new nn.Conv2d(3, 5, 3).stateDict()));
    const alert = page.locator('[role=alert]');
    await expect.poll(() => alert.innerText()).toContain('other.safetensors does not fit this network');
    expect(await alert.innerText()).toContain('size mismatch for 0.weight');
    await drop(page, 'broken.pt', Buffer.from('not a checkpoint'));
    await expect.poll(() => alert.innerText()).toContain('broken.pt could not be read');
  });

  test('a checkpoint of half a gigabyte is refused before it is read', async ({ open }) => {
    const page = await open(link('nn.Conv2d(3, 2, 3)'));
    await page.evaluate(`(() => {
      const part = new Blob([new Uint8Array(2 ** 20)]);
      const transfer = new DataTransfer();
      transfer.items.add(new File(Array(500).fill(part), 'large.safetensors'));
      window.dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, cancelable: true }));
    })()`);
    await page
      .locator('[role=alert]', { hasText: 'large.safetensors has 500 MiB. Files up to 256 MiB are read here' })
      .waitFor();
    expect(await page.locator('[data-channel]').count()).toBe(2);
  });

  test('filters are filled with classic ones and changed by hand, and undo goes back', async ({ open }) => {
    const page = await open(link('nn.Conv2d(3, 2, 3, padding=1)', '&layer=0&ch=0&at=50,60'));
    const before = await value(page);
    await page.getByText('Filters', { exact: true }).click();
    await page.getByRole('group', { name: 'Fill with: All filters' }).getByRole('button', { name: 'identity' }).click();
    await expect.poll(() => page.getByLabel('Tap at row 1, column 1').inputValue()).toBe('0.3333');
    await page.getByText('Maps', { exact: true }).click();
    const x = sample();
    const plane = 304 * 228;
    const mean = [0, 1, 2].reduce((sum, c) => sum + Number(x.data[c * plane + 50 * 228 + 60]), 0) / 3;
    await expect.poll(async () => Number((await value(page)).replace('−', '-'))).toBeCloseTo(mean, 4);
    await page.getByText('Filters', { exact: true }).click();
    await page.getByLabel('Tap at row 0, column 2').fill('-2');
    await page.keyboard.press('Tab');
    await expect.poll(() => page.url()).toContain('&e=');
    await page.getByRole('button', { name: 'Undo', exact: true }).click();
    await expect.poll(() => page.getByLabel('Tap at row 0, column 2').inputValue()).toBe('0');
    await page.getByRole('button', { name: 'Take all back' }).click();
    await page.getByText('Maps', { exact: true }).click();
    await expect.poll(() => value(page)).toBe(before);
  });

  test('a picture of many pixels is reduced as it is decoded, in words', async ({ open }) => {
    const page = await open(link('nn.Conv2d(3, 2, 3)'));
    const large = await sharp({ create: { width: 4000, height: 3200, channels: 3, background: '#48a' } })
      .png()
      .toBuffer();
    await drop(page, 'large.png', large);
    await expect
      .poll(() => page.locator('ol li').first().innerText())
      .toBe('Reduced from 3200 × 4000 to 3098 × 3873 while it was decoded, because it is very large.');
    await idle(page);
    expect(await page.locator('[data-channel]').count()).toBe(2);
  });

  test('a channel is compared with the picture and with another, by a divider that is dragged and moved by keys', async ({
    open,
  }) => {
    const page = await open(link('nn.Conv2d(3, 3, 3, padding=1)', '&layer=0&ch=0&at=5,5'));
    const compare = page.locator('.compare select');
    const divider = page.locator('[role=slider]');
    await compare.selectOption('photo');
    await divider.waitFor();
    expect(await divider.getAttribute('aria-label')).toBe('Divider; to its left: the picture');
    const place = await page.locator('.target').boundingBox();
    const [x, y] = [place!.x, place!.y + place!.height / 2];
    await page.mouse.move(x + place!.width / 2, y);
    await page.mouse.down();
    await page.mouse.move(x + place!.width / 4, y, { steps: 3 });
    await page.mouse.up();
    expect(await divider.getAttribute('aria-valuenow')).toBe('25');
    // Dragging points at no pixel.
    expect(await page.locator('[data-pixel]').getAttribute('data-pixel')).toBe('5,5');
    await divider.focus();
    for (const key of ['ArrowRight', 'PageUp', 'Shift+ArrowLeft', 'ArrowRight']) await page.keyboard.press(key);
    expect(await divider.getAttribute('aria-valuetext')).toBe('27 % from the left');
    await compare.selectOption('channel');
    await page.getByLabel('Channel to compare with').fill('2');
    await expect.poll(() => divider.getAttribute('aria-label')).toBe('Divider; to its left: Channel 2');
    await idle(page);
    // Left of the divider stand the colours of channel 2, as the mosaic's own channel has them.
    const shown = await page.evaluate(`(() => {
      const pixels = (canvas) => [...canvas.getContext('2d').getImageData(0, 0, 40, 40).data].join();
      return [...document.querySelectorAll('.target canvas')].map(pixels);
    })()`);
    await expect.poll(() => page.url()).toContain('wipe=2&cut=27');
    await page.locator('[data-channel="2"]').click();
    await idle(page);
    const own = await page.evaluate(
      `[...document.querySelector('.target canvas').getContext('2d').getImageData(0, 0, 40, 40).data].join()`,
    );
    expect((shown as string[])[1]).toBe(own);
    expect((shown as string[])[0]).not.toBe(own);
  });

  test('Grad-CAM asks about the class of the highest score, or any other', async ({ open }) => {
    const net = 'nn.Conv2d(3, 4, 5, stride=2), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(4, 3)';
    const page = await open(link(net, '&in=38x29&layer=0&heat=gradcam'));
    manualSeed(0);
    const model = new nn.Sequential(
      new nn.Conv2d(3, 4, 5, { stride: 2 }),
      new nn.AdaptiveAvgPool2d(1),
      new nn.Flatten(),
      new nn.Linear(4, 3),
    );
    const x = F.interpolate(sample(), { size: [38, 29], mode: 'bilinear', alignCorners: false, antialias: true });
    const scores = [...noGrad(() => model.forward(x)).data].map(Number);
    const highest = scores.indexOf(Math.max(...scores));
    const choice = page.locator('.photo .class select');
    const note = page.locator('.photo .under-note');
    // Here the loops compute it, in the page the engine: three digits of one are half a digit from the other at most.
    const heatOf = (target: number): number[] => {
      const values = [...heatmap(model, '0', x, { by: 'gradcam', target }).data].map(Number);
      return [Math.min(...values), Math.max(...values)];
    };
    const shown = async (): Promise<number[]> =>
      /heat from (\S+) to (\S+)/
        .exec(await note.innerText())!
        .slice(1)
        .map(Number);
    const isNear = (seen: number[], target: number): boolean =>
      heatOf(target).every((value, i) => Math.abs(seen[i]! - value) <= 0.0051 * Math.abs(value));
    expect(await choice.locator('option').allInnerTexts()).toEqual([
      `highest score: class ${highest}`,
      'class 0',
      'class 1',
      'class 2',
    ]);
    expect(isNear(await shown(), highest)).toBe(true);
    const other = (highest + 1) % 3;
    await choice.selectOption(String(other));
    await expect.poll(async () => isNear(await shown(), other)).toBe(true);
    expect(isNear(heatOf(other), highest)).toBe(false);
    await expect.poll(() => page.url()).toContain(`class=${other}`);
  });

  test('hostile names stay text', async ({ open }) => {
    const markup = '<img src=x onerror="window.hacked=1">';
    const page = await open(link(`nn.Sequential(OrderedDict([('${markup}', nn.Conv2d(3, 2, 3)), ('b', nn.ReLU())]))`));
    await idle(page);
    await drop(page, `${markup}.png`, hugePng(20_000, 20_000));
    await page.locator('[role=alert]', { hasText: '400 million' }).waitFor();
    expect(await page.evaluate('[window.hacked ?? 0, document.querySelectorAll("main img").length]')).toEqual([0, 0]);
    expect(await page.locator('.strip').innerText()).toContain('Conv2d');
  });

  test('scores are sums over the features of the linear layer', async ({ open }) => {
    const page = await open(
      link('nn.Conv2d(3, 4, 9, stride=4), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(4, 3)', '&layer=3&ch=2'),
    );
    manualSeed(0);
    const [conv, linear] = [new nn.Conv2d(3, 4, 9, { stride: 4 }), new nn.Linear(4, 3)];
    const y = noGrad(() => linear.forward(conv.forward(sample()).mean([2, 3])));
    expect(Number((await value(page)).replace('−', '-'))).toBeCloseTo(Number(y.data[2]), 4);
    expect(await page.locator('.sum').innerText()).toContain('the sum of 4 products');
    await page.getByRole('button', { name: /AdaptiveAvgPool2d/ }).click();
    await idle(page);
    await expect.poll(() => page.locator('.sum').innerText()).toContain('the sum of 4,070 values, divided by 4070');
  });

  test('a network too large for the page keeps its sizes, and runs on a smaller picture', async ({ open }) => {
    const wide = 'nn.Conv2d(3, 512, 3, padding=1), nn.Conv2d(512, 512, 3, padding=1)';
    const page = await open(link(wide, '&in=1024x1024'));
    await page.locator('[role=alert]', { hasText: 'Not run: its maps and weights would take 4.01 GiB' }).waitFor();
    expect(await page.locator('.strip').innerText()).toContain('512×1024×1024');
    expect(await page.getByRole('button', { name: /^Run it on/ }).innerText()).toBe('Run it on 256 × 256');
  });
});

describe.skipIf(!HAS_BROWSER)('the camera of the Image lab', () => {
  const studio = inject('studio');

  /** A page of a browser with another camera. */
  async function withCamera(
    args: readonly string[],
    permissions: readonly string[],
    look: (page: Page) => Promise<void>,
  ): Promise<void> {
    const browser = await launch({ args });
    try {
      const page = await (await browser.newContext({ permissions, serviceWorkers: 'block' })).newPage();
      await goTo(page, studio, { link: '#/lab' });
      await page.getByRole('button', { name: 'Camera' }).click();
      await look(page);
    } finally {
      await browser.close();
    }
  }

  test('takes the picture that the camera gives, and turns it off', async () => {
    const fake = ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'];
    await withCamera(fake, ['camera'], async (page) => {
      await page.getByRole('button', { name: 'Take the picture' }).click();
      await expect.poll(() => page.locator('#picture').innerText()).toContain('camera.png');
      await idle(page);
      const size = await page.locator('.photo .under-note').innerText();
      expect(size).toMatch(/^\d{2,4} × \d{2,4}/);
      expect(size).not.toContain('304 × 228');
      expect(await page.locator('video').count()).toBe(0);
    });
  });

  test('says in words that there is none', async () => {
    await withCamera([], [], async (page) => {
      await page.locator('.notice', { hasText: 'The browser gave no camera.' }).waitFor();
      expect(await page.locator('video').count()).toBe(0);
      expect(await page.locator('[data-channel]').count()).toBe(32);
    });
  });
});

/** A picture file whose head says any size; nobody decodes it. */
function hugePng(height: number, width: number): Uint8Array {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 2, 0, 0, 0], 8);
  const chunk = (name: string, data: Uint8Array): Buffer => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(data.length);
    return Buffer.concat([length, Buffer.from(name), data, Buffer.alloc(4)]);
  };
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(Buffer.alloc(64))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}
