import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { AtrousError } from '../../src/errors.js';
import {
  BatchNorm2d,
  Buffer,
  Conv2d,
  Identity,
  Linear,
  Module,
  ModuleDict,
  ModuleList,
  Parameter,
  ReLU,
  Sequential,
  Tanh,
} from '../../src/nn/index.js';
import { ones, zeros } from '../../src/tensor/create.js';
import type { Tensor } from '../../src/tensor/tensor.js';
import { manifest } from './golden.js';

class Block extends Module {
  conv: Conv2d = new Conv2d(1, 1, 1, { bias: false });
  readonly factor = 2;
  scale: Parameter = new Parameter(ones([1]));
  act: ReLU = new ReLU();
  shift: Buffer = new Buffer(zeros([1]));
  absent: Parameter | null = null;
  readonly plain: Tensor = zeros([1]);

  override forward(x: Tensor): Tensor {
    return this.act.forward(this.conv.forward(x)).mul(this.scale);
  }
}

const names = (entries: Iterable<[string, unknown]>): string[] => Array.from(entries, ([name]) => name);

function failure(run: () => unknown): [string, string] {
  try {
    run();
  } catch (error) {
    if (error instanceof AtrousError) return [error.pythonType, error.torchMessage];
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('fields register', () => {
  test('parameters, buffers and modules do, in their order, and nothing else', () => {
    const block = new Block();
    expect(names(block.namedParameters())).toEqual(['scale', 'conv.weight']);
    expect(names(block.namedBuffers())).toEqual(['shift']);
    expect(names(block.namedChildren())).toEqual(['conv', 'act']);
    expect([...block.stateDict().keys()]).toEqual(['scale', 'shift', 'conv.weight']);
    expect([...block.children()]).toEqual([block.conv, block.act]);
  });

  test('a parameter assigned later takes its place', () => {
    const block = new Block();
    block.absent = new Parameter(zeros([2]));
    expect(names(block.namedParameters())).toEqual(['scale', 'absent', 'conv.weight']);
  });

  test('what a layer or a registration put there takes only what fits, as in PyTorch', () => {
    const conv = new Conv2d(1, 1, 1);
    expect(failure(() => Object.assign(conv, { weight: zeros([1]) }))).toEqual([
      'TypeError',
      "cannot assign 'torch.FloatTensor' as parameter 'weight' (torch.nn.Parameter or None expected)",
    ]);
    const norm = new BatchNorm2d(1);
    expect(failure(() => Object.assign(norm, { running_mean: 1 }))).toEqual([
      'TypeError',
      "cannot assign 'int' as buffer 'running_mean' (torch.nn.Buffer, torch.Tensor or None expected)",
    ]);
    Object.assign(norm, { running_mean: ones([1]) });
    expect(norm.runningMean).toBeInstanceOf(Buffer);
    conv.bias = null;
    conv.weight = new Parameter(ones([1, 1, 1, 1]));
    expect(names(conv.namedParameters())).toEqual(['weight']);
  });

  test('the arguments of a layer are fields that cannot be changed behind its back', () => {
    const conv = new Conv2d(1, 2, 3, { padding: 'same' });
    expect([conv.kernelSize, conv.padding, conv.inChannels]).toEqual([[3, 3], 'same', 1]);
    expect(() => Object.assign(conv, { padding: [1, 1] })).toThrow(TypeError);
  });

  test('what is shared comes once, under its first name', () => {
    const block = new Block();
    const net = new Sequential(block, block, new Sequential(block.conv));
    expect(names(net.namedParameters())).toEqual(['0.scale', '0.conv.weight']);
    expect(names(net.namedModules())).toEqual(['', '0', '0.conv', '0.act', '2']);
    expect(names(net.namedModules({ removeDuplicate: false }))).toHaveLength(9);
    expect(names(net.namedChildren())).toEqual(['0', '2']);
  });

  test('prefixes and recursion can be chosen', () => {
    const block = new Block();
    expect(names(block.namedParameters({ prefix: 'b', recurse: false }))).toEqual(['b.scale']);
    expect([...block.parameters({ recurse: false })]).toEqual([block.scale]);
    expect(names(block.namedModules({ prefix: 'b' }))).toEqual(['b', 'b.conv', 'b.act']);
  });

  test('a parameter shares the array of its tensor', () => {
    const t = zeros([2]);
    expect(new Parameter(t).data).toBe(t.data);
    expect(String(new Parameter(t))).toBe('Parameter containing:\ntensor([0., 0.], requires_grad=True)');
  });
});

describe('printing', () => {
  test('a module of fields prints as in PyTorch, and console.log shows the same', () => {
    const text = 'Block(\n  (conv): Conv2d(1, 1, kernel_size=(1, 1), stride=(1, 1), bias=False)\n  (act): ReLU()\n)';
    expect(String(new Block())).toBe(text);
    expect(inspect(new Block())).toBe(text);
  });

  test('extraRepr comes first, on lines of its own where there are several', () => {
    class One extends Module {
      override extraRepr(): string {
        return 'k=1';
      }
    }
    class Two extends One {
      override extraRepr(): string {
        return 'k=1\nj=2';
      }
    }
    class Parent extends Two {
      child: One = new One();
    }
    expect(String(new One())).toBe('One(k=1)');
    expect(String(new Two())).toBe('Two(\n  k=1\n  j=2\n)');
    expect(String(new Parent())).toBe('Parent(\n  k=1\n  j=2\n  (child): One(k=1)\n)');
  });

  test('a class made from a layer prints its own name', () => {
    class MyConv extends Conv2d {}
    expect(String(new MyConv(1, 2, 3))).toBe('MyConv(1, 2, kernel_size=(3, 3), stride=(1, 1))');
  });

  test('the name of a layer does not come from its class, which a minifier renames', () => {
    const renamed = {
      a: class extends Module {
        static readonly op = 'Conv2d';
      },
    }.a;
    expect(new renamed().typeName()).toBe('Conv2d');
  });
});

describe('modes, types and visits', () => {
  test('train and eval reach every module', () => {
    const net = new Sequential(new Block());
    expect(net.eval()).toBe(net);
    expect(Array.from(net.modules(), (m) => m.training)).toEqual([false, false, false, false]);
    expect(Array.from(net.train().modules(), (m) => m.training)).toEqual([true, true, true, true]);
    expect(failure(() => net.train('x' as never))).toEqual(['ValueError', 'training mode is expected to be boolean']);
  });

  test('apply visits children first', () => {
    const seen: string[] = [];
    new Sequential(new Block(), new Tanh()).apply((m) => seen.push(m.typeName()));
    expect(seen).toEqual(['Conv2d', 'ReLU', 'Block', 'Tanh', 'Sequential']);
  });

  test('double converts floats in place of the same parameters, and leaves integers', () => {
    const net = new Sequential(new Conv2d(1, 1, 1), new BatchNorm2d(1));
    const [weight] = net.parameters();
    expect(net.double()).toBe(net);
    expect([...net.parameters()][0]).toBe(weight);
    expect(Array.from(net.stateDict().values(), (t) => t.dtype)).toEqual([
      ...Array<string>(6).fill('float64'),
      'int64',
    ]);
    expect(net.float().to('cpu').stateDict().get('0.weight')!.dtype).toBe('float32');
  });

  test('to refuses what cannot compute or does not exist', () => {
    expect(failure(() => new Block().to('int64'))).toEqual([
      'TypeError',
      'nn.Module.to only accepts floating point or complex dtypes, but got desired dtype=torch.int64',
    ]);
    expect(failure(() => new Block().to('float16'))[0]).toBe('NotImplementedError');
    expect(failure(() => new Block().to('cuda' as never))).toEqual([
      'NotImplementedError',
      "device 'cuda' does not exist here: the only one is 'cpu'",
    ]);
  });

  test('a module without forward says so', () => {
    class M extends Module {}
    expect(failure(() => new M().forward())).toEqual([
      'NotImplementedError',
      'Module [M] is missing the required "forward" function',
    ]);
  });
});

describe('names', () => {
  const net = new Sequential({ body: new Sequential(new Linear(2, 2)), norm: new BatchNorm2d(1) });

  test('parts are found by their dotted names', () => {
    expect(net.getSubmodule('body.0')).toBeInstanceOf(Linear);
    expect(net.getSubmodule('')).toBe(net);
    expect(net.getParameter('body.0.bias').shape).toEqual([2]);
    expect(net.getBuffer('norm.running_var')).toBe((net.at(1) as BatchNorm2d).runningVar);
  });

  test.each([
    ['a missing one', () => net.getSubmodule('body.x'), ['AttributeError', 'Sequential has no attribute `x`']],
    ['a module for a parameter', () => net.getParameter('body.0'), ['AttributeError', '`0` is not an nn.Parameter']],
    ['a parameter for a buffer', () => net.getBuffer('norm.weight'), ['AttributeError', '`weight` is not a buffer']],
    [
      'the prototype',
      () => net.getSubmodule('__proto__'),
      ['AttributeError', 'Sequential has no attribute `__proto__`'],
    ],
    [
      'a taken one',
      () => new Block().addModule('factor', new ReLU()),
      ['KeyError', "attribute 'factor' already exists"],
    ],
    [
      'a taken one for a buffer',
      () => new Block().registerBuffer('conv', null),
      ['KeyError', "attribute 'conv' already exists"],
    ],
    ['a dot', () => new Block().registerParameter('a.b', null), ['KeyError', 'parameter name can\'t contain "."']],
    ['none', () => new Block().registerBuffer('', null), ['KeyError', 'buffer name can\'t be empty string ""']],
    [
      'a number',
      () => new Block().registerBuffer(1 as never, null),
      ['TypeError', 'buffer name should be a string. Got int'],
    ],
    ['no module', () => new Block().addModule('x', 1 as never), ['TypeError', 'int is not a Module subclass']],
    [
      'no tensor',
      () => new Block().registerBuffer('x', 1 as never),
      ['TypeError', "cannot assign 'int' object to buffer 'x' (torch Tensor or None required)"],
    ],
    [
      'no parameter',
      () => new Block().registerParameter('x', zeros([1]) as never),
      ['TypeError', "cannot assign 'torch.FloatTensor' object to parameter 'x' (torch.nn.Parameter or None required)"],
    ],
  ])('%s is refused in the words of PyTorch', (_, run, expected) => {
    expect(failure(run)).toEqual(expected);
  });

  test('a registered module can be replaced, as in PyTorch', () => {
    const block = new Block();
    block.registerModule('act', new Tanh());
    expect(names(block.namedChildren())).toEqual(['conv', 'act']);
    expect(String(block.act)).toBe('Tanh()');
  });
});

describe('the golden cases of containers', () => {
  interface ContainerCase {
    op: string;
    kind: string;
    args: { index?: number; key?: string; name?: string; path?: string };
    exception: string;
    message: string;
  }
  const cases = manifest<ContainerCase>('errors').filter((c) => c.kind === 'container');
  const net = new Sequential(new Linear(1, 1), new ReLU());
  const runs: Record<string, (args: ContainerCase['args']) => unknown> = {
    Sequential: ({ index }) => net.at(index!),
    ModuleList: ({ index }) => new ModuleList([new ReLU()]).at(index!),
    ModuleDict: ({ key }) => new ModuleDict().get(key!),
    add_module: ({ name }) => new Block().addModule(name!, new ReLU()),
    register_buffer: ({ name }) => new Block().registerBuffer(name!, zeros([1])),
    get_submodule: ({ path }) => net.getSubmodule(path!),
  };

  test('all are here but the missing attribute, which is undefined in JavaScript', () => {
    expect(cases.filter((c) => !Object.hasOwn(runs, c.op)).map((c) => c.op)).toEqual(['Module.__getattr__']);
  });

  test.each(cases.filter((c) => Object.hasOwn(runs, c.op)))(
    '$op $args: $message',
    ({ op, args, exception, message }) => {
      expect(failure(() => runs[op]!(args))).toEqual([exception, message]);
    },
  );
});

const three = (): Sequential => new Sequential(new ReLU(), new Tanh(), new Identity());
const listed = (net: Sequential): string[] => Array.from(net.namedChildren(), ([name, m]) => `${name} ${m.typeName()}`);

describe('Sequential', () => {
  test('runs its modules in turn, and gives its input back where it has none', () => {
    const x = zeros([1, 4]);
    expect(new Sequential(new Linear(4, 3), new ReLU(), new Linear(3, 2)).forward(x).shape).toEqual([1, 2]);
    expect(new Sequential().forward(x)).toBe(x);
  });

  test('is reached by position from either end', () => {
    const net = three();
    expect([net.length, net.at(-1).typeName(), net.at(0).typeName()]).toEqual([3, 'Identity', 'ReLU']);
    expect(failure(() => net.at(-4))).toEqual(['IndexError', 'index -4 is out of range']);
    expect(failure(() => net.at(0.5))).toEqual(['IndexError', 'index 0.5 is out of range']);
    expect(Array.from(net, (m) => m.typeName())).toEqual(['ReLU', 'Tanh', 'Identity']);
  });

  test('a slice keeps the names, and refuses to lose a module behind an equal one', () => {
    const tail = three().slice(1);
    expect(listed(tail)).toEqual(['1 Tanh', '2 Identity']);
    expect(failure(() => tail.append(new ReLU()))).toEqual(['KeyError', "attribute '2' already exists"]);
    expect(failure(() => tail.insert(0, new ReLU()))).toEqual(['KeyError', '1']);
  });

  test('grows and shrinks', () => {
    const net = three().insert(1, new ReLU()).append(new Tanh()).extend([new ReLU()]);
    expect(listed(net)).toEqual(['0 ReLU', '1 ReLU', '2 Tanh', '3 Identity', '4 Tanh', '5 ReLU']);
    expect(net.pop(3).typeName()).toBe('Identity');
    expect(net.pop().typeName()).toBe('ReLU');
    expect(listed(net)).toEqual(['0 ReLU', '1 ReLU', '2 Tanh', '3 Tanh']);
    expect(failure(() => net.insert(9, new ReLU()))).toEqual(['IndexError', 'Index out of range: 9']);
  });

  test('takes names, where numbers keep the order of a map', () => {
    expect(listed(new Sequential({ a: new ReLU(), b: new Tanh() }))).toEqual(['a ReLU', 'b Tanh']);
    expect(
      listed(
        new Sequential(
          new Map<string, Module>([
            ['2', new ReLU()],
            ['1', new Tanh()],
          ]),
        ),
      ),
    ).toEqual(['2 ReLU', '1 Tanh']);
  });

  test('refuses what is no module', () => {
    expect(failure(() => new Sequential([new ReLU()] as never))).toEqual([
      'TypeError',
      'list is not a Module subclass',
    ]);
    expect(failure(() => new Sequential(new ReLU(), 3 as never))).toEqual([
      'TypeError',
      'int is not a Module subclass',
    ]);
  });
});

describe('ModuleList and ModuleDict', () => {
  test('a list registers its modules, and neighbours that print alike share a line', () => {
    const list = new ModuleList([new ReLU(), new ReLU(), new Tanh()]);
    expect(String(list)).toBe('ModuleList(\n  (0-1): 2 x ReLU()\n  (2): Tanh()\n)');
    expect(list.slice(0, 2).length).toBe(2);
    expect(names(list.extend(list).namedModules({ removeDuplicate: false }))).toHaveLength(7);
    expect(failure(() => list.forward())).toEqual([
      'NotImplementedError',
      'Module [ModuleList] is missing the required "forward" function',
    ]);
  });

  test('a dictionary keeps the order in which names came', () => {
    const dict = new ModuleDict<Module>({ b: new ReLU() }).set('a', new Tanh()).update([['b', new Identity()]]);
    expect([dict.size, dict.keys(), dict.has('a'), dict.has('c')]).toEqual([2, ['b', 'a'], true, false]);
    expect(Array.from(dict, ([name, m]) => `${name} ${m.typeName()}`)).toEqual(['b Identity', 'a Tanh']);
    expect(dict.pop('b').typeName()).toBe('Identity');
    expect(dict.values()).toHaveLength(1);
    dict.clear();
    expect(String(dict)).toBe('ModuleDict()');
  });
});
