using GpuNode;

return await NodeCommand.Create().Parse(args).InvokeAsync();
