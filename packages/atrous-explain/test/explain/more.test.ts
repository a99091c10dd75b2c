import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  explain,
  explainField,
  explainMemory,
  explainWeight,
  renderHtml,
  renderHtmlList,
  renderLatex,
  renderMathml,
  renderSpeech,
  renderText,
  speak,
} from 'atrous-explain';
import { chain, layerSpec, outputShape, parameterShapes, traceNetwork } from 'atrous/spec';
import { EN } from '../../src/explain/words/en.js';
import { ZH } from '../../src/explain/words/zh.js';
import { isLegal, layers } from '../layers.js';

const grouped = layerSpec('Conv2d', [32, 64, 3], { stride: 2, padding: 1, groups: 4 });

describe('explainWeight', () => {
  test('names the axes of both layouts', () => {
    const named = (spec: typeof grouped): string[][] =>
      explainWeight(spec).parameters.map(({ axes }) => axes.map(({ name, size }) => `${name.text} ${size}`));
    expect(named(grouped)).toEqual([
      ['output channels 64', 'input channels per group 8', 'kernel height 3', 'kernel width 3'],
      ['output channels 64'],
    ]);
    expect(named(layerSpec('ConvTranspose1d', [8, 4, 5], { bias: false, groups: 2 }))).toEqual([
      ['input channels 8', 'output channels per group 2', 'kernel length 5'],
    ]);
    expect(named(layerSpec('Linear', [4, 2]))).toEqual([
      ['output features 2', 'input features 4'],
      ['output features 2'],
    ]);
  });

  test('names every axis of every parameter once', () => {
    fc.assert(
      fc.property(layers, ({ spec }) => {
        const { parameters } = explainWeight(spec);
        expect(parameters.map(({ parameter, axes }) => [parameter, axes.map(({ size }) => size)])).toEqual(
          parameterShapes(spec).map(([name, shape]) => [name, [...shape]]),
        );
      }),
    );
  });

  test.each([
    [{ groups: 1 }, [8, 16], 'every output channel reads every input channel'],
    [{ groups: 4 }, [8, 16], '4 groups: each 4 output channels read 2 input channels of their own'],
    [{ groups: 8 }, [8, 16], 'depthwise with multiplier 2'],
    [{ groups: 8 }, [8, 8], 'depthwise: every channel by itself'],
  ])('says how %j joins the channels %j', (options, [ins, outs], text) => {
    expect(explainWeight(layerSpec('Conv2d', [ins!, outs!, 3], options)).grouping!.text).toBe(text);
  });
});

describe('explainMemory and explainField', () => {
  test("agree with the trace's bytes and fields", () => {
    fc.assert(
      fc.property(layers.filter(isLegal), ({ spec, input }) => {
        const { totals, rows } = traceNetwork(chain([spec]), input);
        const { activation, peak, parameters } = explainMemory(spec, input);
        expect(activation.value).toBe(totals.activationBytes);
        expect(peak.value).toBe(totals.peakBytes);
        expect(parameters.value).toBe(4 * totals.parameters);
        expect(explainField(spec, input).map(({ field }) => field)).toEqual(rows[0]!.field.slice(0, 3));
      }),
      { numRuns: 200 },
    );
  });

  test('count the bytes of other element types', () => {
    expect(explainMemory(layerSpec('ReLU'), [2, 3], 'float16').peak.value).toBe(24);
  });
});

describe('the renderers', () => {
  const explanation = explain(grouped, [1, 32, 304, 228]);

  test('text with every number on the way', () => {
    expect(renderText(explanation, { detail: true }).split('\n')).toEqual([
      ' H  ⌊(304 + 2·1 − 1·(3−1) − 1) / 2⌋ + 1 = ⌊303/2⌋ + 1 = 152     1 padded row unread',
      '      span  1·(3−1) + 1 = 3',
      '      padded  304 + 2·1 = 306',
      '      beyond the first window  306 − 3 = 303',
      '      steps  ⌊303/2⌋ = 151',
      '      remainder  303 − 151·2 = 1',
      '      unread  303 − (152−1)·2 = 1',
      ' W  ⌊(228 + 2·1 − 1·(3−1) − 1) / 2⌋ + 1 = ⌊227/2⌋ + 1 = 114     1 padded column unread',
      '      span  1·(3−1) + 1 = 3',
      '      padded  228 + 2·1 = 230',
      '      beyond the first window  230 − 3 = 227',
      '      steps  ⌊227/2⌋ = 113',
      '      remainder  227 − 113·2 = 1',
      '      unread  227 − (114−1)·2 = 1',
      ' params  64·(32/4)·3·3 + 64 = 4,672      MACs  4,608·152·114 = 79,847,424 (+ 1,108,992 bias adds)',
      ' back  303 or 304 × 227 or 228 → ConvTranspose2d needs output_padding=1 for 304×228',
      ' MACs with bias  79,847,424 + 64·152·114 = 80,956,416',
      ' MACs without padding  64·8·455·341 = 79,439,360',
      ' output bytes  64·152·114·4 = 4,435,968',
      ' parameter bytes  4,672·4 = 18,688',
      ' peak bytes  (2,217,984 + 1,108,992)·4 = 13,307,904',
      ' H  receptive field  1·(3−1) + 1 = 3     every 2, first centre at 0',
      ' W  receptive field  1·(3−1) + 1 = 3     every 2, first centre at 0',
      ' weight  output channels 64 × input channels per group 8 × kernel height 3 × kernel width 3',
      ' bias  output channels 64',
      ' 4 groups: each 16 output channels read 8 input channels of their own',
    ]);
  });

  test('Chinese from the same tokens: the same formulas, other words', () => {
    const [english, chinese] = (['en', 'zh'] as const).map((lang) => renderText(explanation, { lang }).split('\n'));
    expect(chinese).toEqual([
      ' H  ⌊(304 + 2·1 − 1·(3−1) − 1) / 2⌋ + 1 = ⌊303/2⌋ + 1 = 152     1 行填充未被读取',
      ' W  ⌊(228 + 2·1 − 1·(3−1) − 1) / 2⌋ + 1 = ⌊227/2⌋ + 1 = 114     1 列填充未被读取',
      ' 参数量  64·(32/4)·3·3 + 64 = 4,672      乘加次数  4,608·152·114 = 79,847,424 （另加 1,108,992 次偏置加法）',
      ' 反推  303 或 304 × 227 或 228 → ConvTranspose2d 需要 output_padding=1 才能回到 304×228',
    ]);
    expect(chinese!.length).toBe(english!.length);
    expect(
      renderText(explain(layerSpec('Conv2d', [3, 8, 5]), [1, 3, 4, 9]), { lang: 'zh' })
        .split('\n')
        .at(-1),
    ).toBe('H 为 4；可用的最小尺寸是 5。');
  });

  test('speech', () => {
    const [first] = explain(layerSpec('MaxPool1d', [3, 2]), [1, 112]).axes;
    expect(renderSpeech(first!.steps[0]!)).toBe(
      'the floor of open bracket 112 plus 2 times 0 minus 1 times open bracket 3 minus 1 close bracket minus 1 close bracket ' +
        'over 2 end floor plus 1 equals the floor of 109 over 2 end floor plus 1 equals 55',
    );
    expect(speak(explain(layerSpec('Flatten'), [1, 2, 3]))).toBe('features: 2 times 3 equals 6.');
    expect(speak(explain(layerSpec('Flatten'), [1, 2, 3]), 'zh')).toBe('特征：2 乘 3 等于 6。');
    expect(speak(explain(layerSpec('ZeroPad1d', [[-2, 0]]), [1, 1, 5]))).toBe(
      'length: 5 plus negative 2 plus 0 equals 3.',
    );
  });

  test('HTML has an id for every token, names what numbers stand for, and escapes', () => {
    const html = renderHtmlList(explanation, { prefix: 'a"b' });
    const ids = [...html.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(html).toContain('<span id="a&quot;b-H-0-6" class="ref" data-ref="padding" data-axis="H">1</span>');
    expect(html).not.toContain('a"b');
    expect(renderHtml({ id: 'size', tokens: [{ kind: 'text', text: '<i>&', phrase: undefined }], value: 0 })).toContain(
      '<span id="explain-0" class="text">&lt;i&gt;&amp;</span>',
    );
    const refused = renderHtmlList(explain(grouped, [1, 3, 8, 8]), { lang: 'zh' });
    expect(refused).toMatch(/^<div class="refusal" lang="zh"><p lang="en">Given groups=4, weight of size/);
  });

  test('MathML', () => {
    const [axis] = explain(layerSpec('ZeroPad1d', [[-2, 0]]), [1, 1, 5]).axes;
    expect(renderMathml(axis!.steps[0]!)).toBe(
      '<math xmlns="http://www.w3.org/1998/Math/MathML"><mrow><mrow data-ref="n" data-axis="L"><mn>5</mn></mrow><mo>+</mo>' +
        '<mrow data-ref="padBefore" data-axis="L"><mo>(</mo><mo>−</mo><mn>2</mn><mo>)</mo></mrow><mo>+</mo>' +
        '<mrow data-ref="padAfter" data-axis="L"><mn>0</mn></mrow><mo>=</mo><mn>3</mn></mrow></math>',
    );
  });

  test('every renderer takes every explanation in both languages', () => {
    fc.assert(
      fc.property(layers, fc.constantFrom('en' as const, 'zh' as const), ({ spec, input }, lang) => {
        const one = explain(spec, input);
        const steps = one.axes.flatMap(({ steps: own, details }) => [...own, ...details]);
        const texts = [
          renderText(one, { lang, detail: true }),
          renderText(one, { lang, ascii: true }),
          renderHtmlList(one, { lang }),
          speak(one, lang),
          ...steps.map((step) => renderLatex(step, lang)),
          ...steps.map((step) => renderMathml(step, lang)),
        ];
        for (const text of texts) expect(text).not.toMatch(/undefined|NaN|\[object/);
        if (lang === 'en') expect(renderText(one, { ascii: true })).toMatch(/^[\x20-\x7e\n]*$/);
        if (!one.refusal) expect(one.output).toEqual(outputShape(spec, input));
      }),
      { numRuns: 300 },
    );
  });

  test('both languages have every sentence, each with the numbers of its sentence', () => {
    expect(Object.keys(ZH)).toEqual(Object.keys(EN));
    // Values that no text has by itself.
    const values = new Proxy({}, { get: (_, name) => `‹${String(name)}›` });
    const used = (text: string): string[] => [...new Set(text.match(/‹\w+›/g))].sort();
    for (const id of Object.keys(EN) as (keyof typeof EN)[]) {
      // Units stand for the axis in English and Chinese alike.
      expect(used(ZH[id](values)), id).toEqual(used(EN[id](values)));
    }
  });
});
