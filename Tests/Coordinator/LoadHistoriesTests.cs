using Orchestrator.Api;
using Orchestrator.Coordinator;
using Shared.Wire;
using Xunit;

namespace Tests.Coordinator;

public sealed class LoadHistoriesTests
{
    [Fact]
    public void Loads_are_kept_five_seconds_apart_for_a_quarter_of_an_hour()
    {
        var histories = new LoadHistories();
        for (var ms = 0L; ms <= 20 * 60_000; ms += 500)
        {
            histories.Hear("a", new NodeLoad { AtMs = 7, Cpu = 0.5 }, ms);
        }

        var loads = histories.View().Nodes["a"].Loads;
        Assert.Equal(181, loads.Count);
        Assert.Equal((5 * 60_000, 20 * 60_000), (loads[0].AtMs, loads[^1].AtMs));
    }

    [Fact]
    public void A_node_that_left_is_forgotten_when_its_loads_are_old()
    {
        var histories = new LoadHistories();
        histories.Hear("gone", new NodeLoad { Cpu = 1 }, 0);
        histories.Hear("silent", null, 0);
        histories.Hear("a", new NodeLoad { Cpu = 1 }, 16 * 60_000);
        Assert.Equal(["a"], histories.View().Nodes.Keys);
    }

    [Fact]
    public void A_history_is_told_as_columns_in_which_a_missing_figure_is_missing()
    {
        var history = new LoadHistory
        {
            Loads =
            {
                new NodeLoad { AtMs = 1, Cpu = 0.25, MemoryUsed = 10, MemoryTotal = 20 },
                new NodeLoad { AtMs = 2, MemoryUsed = 11, MemoryTotal = 20, Devices = { new DeviceLoad { Name = "cuda:0", Busy = 0.5 } } },
            },
        };

        var dto = LoadHistoryDto.Of(history);

        Assert.Equal([1L, 2L], dto.At);
        Assert.Equal([0.25, null], dto.Cpu);
        Assert.Equal([10L, 11L], dto.MemoryUsed);
        Assert.Equal([null, 0.5], Assert.Single(dto.Devices).Busy);
    }
}
