using Xunit;

namespace Tests.Training;

/// <summary>Tests that use Torch in this process: one at a time, since they count tensors and share the processor.</summary>
[CollectionDefinition(Name)]
public sealed class TorchTests
{
    public const string Name = "Torch";
}
