using Xunit;

namespace Tests.Training;

/// <summary>
/// Tests that use Torch in this process: one at a time and beside no others. They count tensors and share the processor, and a garbage collection that another test causes may
/// free a number that a native call still reads (docs/decisions/0014).
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class TorchTests
{
    public const string Name = "Torch";
}
