using System.Text.Json;
using Polydev.Controller.Cluster.Jobs;
using Polydev.Drivers.Nomad.Client;
using Polydev.Tests.Drivers.Nomad.Replay;

namespace Polydev.Tests.Controller.Cluster;

/// <summary>What would change, as lines.</summary>
public sealed class PlanLinesTests
{
    [Fact]
    public void A_recorded_plan_is_said_line_by_line()
    {
        var plan = Recording.Named("job-plan").Answer.Deserialize(NomadJson.Default.JobPlan)!;

        var lines = PlanLines.Of(plan.Diff);

        Assert.Contains("Priority: + 50", lines);
        Assert.Contains("group worker / Count: + 1", lines);
        Assert.Contains("group worker / RestartPolicy.Attempts: + 0", lines);
        Assert.Contains(lines, line => line.StartsWith("group worker / task runtime / ", StringComparison.Ordinal));
    }

    [Fact]
    public void Nothing_is_said_of_nothing() => Assert.Empty(PlanLines.Of(null));
}
