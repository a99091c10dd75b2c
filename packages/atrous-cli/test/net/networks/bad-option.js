import { nn } from 'atrous';

export default () => new nn.Conv2d(3, 8, 3, { paddding: 1 });
