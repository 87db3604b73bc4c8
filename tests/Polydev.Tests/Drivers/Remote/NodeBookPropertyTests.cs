using CsCheck;

namespace Polydev.Tests.Drivers.Remote;

/// <summary>What holds however connections break, answers are lost and nodes restart.</summary>
public sealed class NodeBookPropertyTests
{
    [Fact]
    public void Whatever_happens_no_start_makes_two_workers_none_is_lost_without_an_end_and_no_orphan_stays() =>
        Gen.Select(Gen.Int[0, 12], Gen.Int[0, 11]).Array[1, 80].Sample(
            steps =>
            {
                var node = new LossyNode();
                foreach (var (what, which) in steps)
                {
                    node.Step(what, which);
                    Check(node);
                }

                node.ComeToRest();
                CheckAtRest(node);
            },
            iter: 5000);

    [Fact]
    public void A_wire_that_holds_gives_every_worker_that_was_asked_for()
    {
        var node = new LossyNode();
        node.Step(5, 0);
        node.Step(2, 1);
        for (var i = 0; i < 5; i++)
        {
            node.Step(0, 0);
        }

        node.ComeToRest();
        Assert.Equal(5, node.Running.Count);
        Assert.Equal(5, node.Book.Placed.Count);
        Assert.Empty(node.Ends);
    }

    private static void Check(LossyNode node)
    {
        Assert.All(node.Begun, begun => Assert.Equal(1, begun.Value));
        Assert.Equal(node.Ends.Distinct(StringComparer.Ordinal), node.Ends);
    }

    private static void CheckAtRest(LossyNode node)
    {
        Check(node);
        Assert.Equal(node.Running.Keys.Order(StringComparer.Ordinal), node.Book.Placed.Select(a => a.WorkerId).Order(StringComparer.Ordinal));
        Assert.Equal(node.Running.Count, node.Book.Count);
        Assert.All(node.Book.Placed, allocation => Assert.Equal("n1", allocation.Node));
        Assert.All(node.Stops, stop => Assert.True(stop.IsCompleted, "a stop was never answered"));
        foreach (var (id, asked) in node.Asked)
        {
            Assert.True(asked.IsCompletedSuccessfully, $"the start of {id} was never answered");
#pragma warning disable RS0030 // It is complete.
            var placed = asked.Result.Started;
#pragma warning restore RS0030
            var alive = node.Running.ContainsKey(id);
            Assert.True(!alive || placed, $"{id} runs and nobody has it");
            Assert.True(!placed || alive != node.Ends.Contains(id), $"{id} was placed, {(alive ? "runs" : "is gone")}, and its end was {(alive ? "told" : "not told")}");
            Assert.True(placed || !node.Ends.Contains(id), $"the end of {id} was told, which nobody ever had");
        }
    }
}
