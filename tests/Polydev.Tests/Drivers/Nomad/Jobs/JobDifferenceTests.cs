using System.Text.Json;
using Polydev.Drivers.Nomad.Client;
using Polydev.Drivers.Nomad.Jobs;
using Polydev.Drivers.Nomad.Jobs.Templates;
using Polydev.Tests.Drivers.Nomad.Replay;

namespace Polydev.Tests.Drivers.Nomad.Jobs;

/// <summary>Where a registered job is not as ours.</summary>
public sealed class JobDifferenceTests
{
    private static readonly NomadJob s_ours = new WarmPoolJob { Image = "worker:1" }.ToJob();

    [Fact]
    public void What_the_cluster_filled_in_is_no_difference()
    {
        var registered = s_ours with { Status = "running", JobModifyIndex = 12, AllAtOnce = false, Version = 3 };

        Assert.Empty(JobDifference.Find(s_ours, registered));
    }

    [Fact]
    public void What_somebody_changed_is_named_with_both_values()
    {
        var group = s_ours.TaskGroups![0];
        var registered = s_ours with { TaskGroups = [group with { Tasks = [group.Tasks![0] with { Resources = new TaskResources { CPU = 100, MemoryMB = 999 } }] }] };

        Assert.Equal("TaskGroups.Tasks.Resources.MemoryMB is 999 there and 256 here", Assert.Single(JobDifference.Find(s_ours, registered)));
    }

    [Fact]
    public void A_recorded_job_differs_in_nothing_from_what_it_was_registered_as()
    {
        var sent = Recording.Named("job-register").Body!["Job"].Deserialize(NomadJson.Default.NomadJob)!;
        var registered = Recording.Named("job-detail").Answer.Deserialize(NomadJson.Default.NomadJob)!;

        Assert.Empty(JobDifference.Find(sent, registered));
    }
}
