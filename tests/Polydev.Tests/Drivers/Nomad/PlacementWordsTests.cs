using System.Text.Json;
using Polydev.Drivers.Nomad;
using Polydev.Drivers.Nomad.Client;
using Polydev.Drivers.Nomad.Model;
using Polydev.Tests.Drivers.Nomad.Replay;

namespace Polydev.Tests.Drivers.Nomad;

/// <summary>What is said of a placement, in words.</summary>
public sealed class PlacementWordsTests
{
    [Fact]
    public void Every_reason_is_said()
    {
        var words = PlacementWords.NoPlace(new PlacementMetrics
        {
            NodesEvaluated = 3,
            DimensionExhausted = new Dictionary<string, int> { ["memory"] = 2 },
            ConstraintFiltered = new Dictionary<string, int> { ["${attr.kernel.name} = linux"] = 1, ["missing drivers"] = 1, ["missing compatible host volumes"] = 1 },
            ClassExhausted = new Dictionary<string, int> { ["big"] = 1 },
            QuotaExhausted = ["memory"],
        });

        Assert.Equal(
            "no place: memory exhausted on 2 of 3 nodes, 1 filtered by constraint ${attr.kernel.name} = linux, 1 filtered: missing drivers, "
            + "1 without the host volume that the job needs (\"polydev-sockets\" for workers): offer it in the client's configuration, 1 of class big full, the quota has no more memory",
            words);
    }

    [Fact]
    public void Without_a_reason_the_numbers_are_said() =>
        Assert.Equal("no place: of 3 nodes 1 are full and 2 filtered", PlacementWords.NoPlace(new PlacementMetrics { NodesEvaluated = 3, NodesExhausted = 1, NodesFiltered = 2 }));

    [Fact]
    public void That_no_node_is_there_is_said_with_where_it_was_looked() => Assert.Contains(
        "dc1: 0", PlacementWords.NoPlace(new PlacementMetrics { NodesAvailable = new Dictionary<string, int> { ["dc1"] = 0 } }), StringComparison.Ordinal);

    [Fact]
    public void A_recorded_evaluation_without_capacity_is_said()
    {
        var evaluation = Recording.Named("evaluation-no-capacity").Answer.Deserialize(NomadJson.Default.NomadEvaluation)!;

        Assert.Equal("no place: memory exhausted on 1 of 1 nodes", PlacementWords.NoPlace(evaluation.FailedTGAllocs));
    }

    [Fact]
    public void A_recorded_allocation_without_its_image_is_said()
    {
        var allocation = Recording.Named("alloc-badimage-detail").Answer.Deserialize(NomadJson.Default.IReadOnlyListNomadAllocation)!.Single();

        Assert.StartsWith("the node has no such image", PlacementWords.End(allocation, "runtime"), StringComparison.Ordinal);
        Assert.Null(PlacementWords.ExitCode(allocation, "runtime"));
    }

    [Fact]
    public void Nothing_is_said_when_all_found_a_place()
    {
        Assert.Null(PlacementWords.NoPlace((IReadOnlyDictionary<string, PlacementMetrics>?)null));
        Assert.Null(PlacementWords.NoPlace(new Dictionary<string, PlacementMetrics>()));
    }
}
