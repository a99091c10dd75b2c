import { nn } from 'atrous';

const layer = new nn.Linear(4, 4).double();

export default new nn.Sequential(layer, new nn.ReLU(), layer);
