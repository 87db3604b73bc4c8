using Polydev.Drivers.Nomad.Client;
using Polydev.Drivers.Nomad.Jobs;
using Polydev.Drivers.Nomad.Jobs.Templates;

namespace Polydev.Tests.Drivers.Nomad.Jobs;

/// <summary>What our jobs promise, whatever is changed about them.</summary>
public sealed class TemplateTests
{
    private static readonly WarmPoolJob s_pool = new() { Image = "polydev-runtime:1" };

    private static NomadTask Worker => s_pool.ToJob().TaskGroups!.Single().Tasks!.Single();

    [Fact]
    public void A_worker_runs_once_and_is_neither_started_again_nor_moved()
    {
        var group = s_pool.ToJob().TaskGroups!.Single();

        Assert.Equal((0, "fail"), (group.RestartPolicy!.Attempts, group.RestartPolicy.Mode));
        Assert.Equal((0, false), (group.ReschedulePolicy!.Attempts, group.ReschedulePolicy.Unlimited));
        Assert.False(group.Disconnect!.Replace);
    }

    [Fact]
    public void A_worker_has_no_network_no_rights_and_sees_one_directory_that_it_may_not_write()
    {
        var config = Worker.Config!;

        Assert.Equal("none", config["network_mode"]!.GetValue<string>());
        Assert.True(config["readonly_rootfs"]!.GetValue<bool>());
        Assert.Equal("ALL", config["cap_drop"]![0]!.GetValue<string>());
        Assert.Equal("no-new-privileges:true", config["security_opt"]![0]!.GetValue<string>());
        Assert.True(Worker.VolumeMounts!.Single().ReadOnly);
        Assert.True(s_pool.ToJob().TaskGroups!.Single().Volumes!.Single().Value.ReadOnly);
        Assert.NotEqual("0", Worker.User);
    }

    [Fact]
    public void A_dispatch_brings_an_id_and_a_nonce_and_can_bring_no_payload()
    {
        var parameterized = s_pool.ToJob().ParameterizedJob!;

        Assert.Equal(["worker_id", "nonce"], parameterized.MetaRequired!);
        Assert.Equal("forbidden", parameterized.Payload);
        Assert.Equal("${NOMAD_META_nonce}", Worker.Env!["POLYDEV_NONCE"]);
    }

    [Fact]
    public void Logs_fit_into_the_disk_of_the_allocation()
    {
        var group = s_pool.ToJob().TaskGroups!.Single();

        Assert.True(group.Tasks!.Sum(t => t.LogConfig!.MaxFiles * t.LogConfig.MaxFileSizeMB * 2) <= group.EphemeralDisk!.SizeMB);
    }

    [Fact]
    public void The_id_of_a_pool_is_the_same_for_the_same_image_and_size_and_another_for_any_other()
    {
        Assert.Equal(s_pool.Id, new WarmPoolJob { Image = "polydev-runtime:1" }.Id);
        string[] others =
        [
            s_pool.Id,
            (s_pool with { Image = "polydev-runtime:2" }).Id,
            (s_pool with { MemoryMb = 512 }).Id,
            (s_pool with { CpuMhz = 200 }).Id,
            (s_pool with { OrphanSeconds = 5 }).Id,
            (s_pool with { Place = new JobPlace { Datacenters = ["dc2"] } }).Id,
        ];

        Assert.Equal(others.Length, others.Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void The_id_of_a_pool_is_the_same_in_every_namespace_and_region() =>
        Assert.Equal(s_pool.Id, (s_pool with { Place = new JobPlace { Namespace = "runtimes", Region = "eu" } }).Id);

    [Fact]
    public void The_node_program_has_its_nodes_name_and_learns_the_rest_from_a_file_of_its_host()
    {
        var arguments = new PolydevNodeJob().ToJob().TaskGroups!.Single().Tasks!.Single().Config!["args"]![1]!.GetValue<string>();

        Assert.Contains("--name ${node.unique.name}", arguments, StringComparison.Ordinal);
        Assert.Contains(". /etc/polydev/polydev.env;", arguments, StringComparison.Ordinal);
        Assert.DoesNotContain("token", arguments, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("1.1.2", null, null)]
    [InlineData("1.7.3", true, null)]
    [InlineData("1.9.4", null, false)]
    [InlineData("2.0.5", null, false)]
    public void That_nothing_replaces_a_lost_worker_is_said_in_each_versions_words(string version, bool? prevent, bool? replace)
    {
        var group = s_pool.ToJob().For(NomadVersion.Parse(version)!.Value).TaskGroups!.Single();

        Assert.Equal((prevent, replace), (group.PreventRescheduleOnLost, group.Disconnect?.Replace));
    }

    [Fact]
    public void An_old_version_is_told_nothing_that_it_does_not_know()
    {
        var job = (new PolydevControllerJob() with { Place = new JobPlace { NodePool = "control" } }).ToJob();
        var old = job.For(new NomadVersion(1, 1, 2));

        Assert.Null(old.NodePool);
        Assert.Empty(old.TaskGroups!.Single().Services!);
        Assert.Equal("control", job.For(new NomadVersion(2, 0, 0)).NodePool);
        Assert.Single(job.For(new NomadVersion(1, 3, 0)).TaskGroups!.Single().Services!);
    }

    [Fact]
    public void Init_is_left_out_where_the_Docker_driver_does_not_know_it()
    {
        var task = new NomadTask { Name = "t", Driver = "docker", Config = new() { ["image"] = "i:1", ["init"] = true } };
        var job = new NomadJob { ID = "j", TaskGroups = [new TaskGroup { Name = "g", Tasks = [task] }] };

        Assert.False(job.For(new NomadVersion(1, 1, 2)).TaskGroups!.Single().Tasks!.Single().Config!.ContainsKey("init"));
        Assert.True(job.For(new NomadVersion(1, 2, 0)).TaskGroups!.Single().Tasks!.Single().Config!.ContainsKey("init"));
    }

    [Fact]
    public void Every_job_names_a_datacenter_as_versions_before_1_5_require() => Assert.All(DeployedJobs.All, t => Assert.NotEmpty(t.ToJob().Datacenters!));
}
