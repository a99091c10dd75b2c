export default () => ({ forward() {} });
