using GpuNode;

return await NodeCommand.RunAsync(args);
