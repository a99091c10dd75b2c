export default () => ({ namedParameters() {}, registerForwardHook() {} });
