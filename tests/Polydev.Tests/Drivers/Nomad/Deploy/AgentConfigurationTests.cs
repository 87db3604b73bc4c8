using System.Globalization;
using System.Text.RegularExpressions;
using Polydev.Drivers.Nomad.Jobs.Templates;
using Polydev.Tests.Drivers.Nomad.Jobs;

namespace Polydev.Tests.Drivers.Nomad.Deploy;

/// <summary>The configuration of Nomad's agents that operators copy: understood by the oldest version, and without the traps.</summary>
public sealed class AgentConfigurationTests
{
    /// <summary>The keys of Nomad 1.1 that we use: an agent refuses to start over one that it does not know. https://developer.hashicorp.com/nomad/docs/configuration</summary>
    private static readonly HashSet<string> s_known = new(
        Words("", "datacenter region data_dir bind_addr disable_update_check leave_on_terminate")
            .Concat(Words("advertise.", "http rpc serf"))
            .Concat(Words("consul.", "auto_advertise server_auto_join client_auto_join"))
            .Concat(Words("server.", "enabled bootstrap_expect raft_protocol heartbeat_grace job_gc_threshold eval_gc_threshold deployment_gc_threshold event_buffer_size"))
            .Concat(Words("server.server_join.", "retry_join retry_interval"))
            .Concat(Words("server.default_scheduler_config.", "scheduler_algorithm memory_oversubscription_enabled"))
            .Concat(Words("server.default_scheduler_config.preemption_config.", "batch_scheduler_enabled service_scheduler_enabled"))
            .Concat(Words("client.", "enabled node_class max_kill_timeout network_interface gc_interval gc_max_allocs gc_parallel_destroys gc_disk_usage_threshold gc_inode_usage_threshold options"))
            .Concat(Words("client.server_join.", "retry_join retry_interval"))
            .Concat(Words("client.reserved.", "cpu memory disk reserved_ports"))
            .Concat(Words("client.host_volume.", "path read_only"))
            .Concat(Words("plugin.config.", "enabled allow_privileged allow_caps extra_labels"))
            .Concat(Words("plugin.config.volumes.", "enabled"))
            .Concat(Words("plugin.config.gc.", "image container"))
            .Concat(Words("plugin.config.gc.dangling_containers.", "enabled period creation_grace"))
            .Concat(Words("acl.", "enabled"))
            .Concat(Words("limits.", "http_max_conns_per_client https_handshake_timeout"))
            .Concat(Words("telemetry.", "collection_interval prometheus_metrics publish_node_metrics publish_allocation_metrics disable_hostname disable_dispatched_job_summary_metrics"))
            .Concat(Words("tls.", "http rpc ca_file cert_file key_file verify_server_hostname verify_https_client")),
        StringComparer.Ordinal);

    private static readonly HclFile s_server = HclFile.Of("agent", "server.hcl");
    private static readonly HclFile s_client = HclFile.Of("agent", "client.hcl");

    [Theory]
    [InlineData("server.hcl")]
    [InlineData("client.hcl")]
    public void The_oldest_version_knows_every_key(string file) => Assert.Empty(HclFile.Of("agent", file).Keys.Except(s_known, StringComparer.Ordinal));

    [Theory]
    [InlineData("server.hcl", "batch_eval_gc_threshold")]
    [InlineData("client.hcl", "node_pool")]
    [InlineData("client.hcl", "node_max_allocs")]
    public void A_key_of_a_newer_version_is_a_comment_that_says_which(string file, string key) =>
        Assert.Matches(new Regex($@"# {key} = .+# .*from .*\d+\.\d+", RegexOptions.None, TimeSpan.FromSeconds(1)), HclFile.Of("agent", file).Text);

    [Fact]
    public void A_host_that_has_both_files_hears_nothing_twice_and_differently()
    {
        string[] common = ["datacenter", "region", "data_dir", "bind_addr", "advertise.http", "advertise.rpc", "advertise.serf", "consul.auto_advertise", "acl.enabled", "tls.ca_file", "tls.cert_file", "tls.key_file", "tls.verify_https_client", "telemetry.disable_dispatched_job_summary_metrics"];

        Assert.All(common, key => Assert.Equal(s_server[key], s_client[key]));
        Assert.Equal(s_server.List("server.server_join.retry_join"), s_client.List("client.server_join.retry_join"));
        Assert.Equal(new JobPlace().Datacenters, [s_server["datacenter"]]);
    }

    [Fact]
    public void Only_those_with_a_certificate_and_a_token_are_heard()
    {
        Assert.All(new[] { s_server, s_client }, file =>
        {
            Assert.Equal("true", file["acl.enabled"]);
            Assert.All(new[] { "http", "rpc", "verify_server_hostname", "verify_https_client" }, key => Assert.Equal("true", file["tls." + key]));
        });
        Assert.DoesNotContain(s_server.Keys, k => k.EndsWith(".encrypt", StringComparison.Ordinal));
    }

    [Fact]
    public void An_image_that_was_loaded_by_hand_stays() => Assert.Equal("false", s_client["plugin[docker].config.gc.image"]);

    [Fact]
    public void No_job_mounts_a_path_of_the_host_or_gets_privileges()
    {
        Assert.Equal("false", s_client["plugin[docker].config.volumes.enabled"]);
        Assert.Equal("false", s_client["plugin[docker].config.allow_privileged"]);
    }

    [Fact]
    public void Workers_find_their_sockets_where_the_controller_and_the_agents_unit_have_them()
    {
        var path = s_client[$"client.host_volume[{WorkerContainer.SocketVolume}].path"];
        var unit = File.ReadAllText(Path.Combine(DeployedJobs.Folder, "agent", "nomad.service"));

        Assert.Equal(new PolydevControllerJob().DataDirectory + "/sockets/w", path);
        Assert.NotEqual(new PolydevControllerJob().DataDirectory, new PolydevNodeJob().DataDirectory);
        Assert.Equal("true", s_client[$"client.host_volume[{WorkerContainer.SocketVolume}].read_only"]);
        Assert.Contains("install -d -m 0711 " + path, unit, StringComparison.Ordinal);
    }

    [Fact]
    public void The_drivers_that_our_jobs_ask_for_are_there()
    {
        var asked = DeployedJobs.All.SelectMany(j => j.ToJob().TaskGroups!).SelectMany(g => g.Tasks!).Select(t => t.Driver!).Distinct(StringComparer.Ordinal);

        Assert.Equal(asked.Order(StringComparer.Ordinal), s_client["client.options"].Split('=')[1].Trim('"').Split(',').Order(StringComparer.Ordinal));
        Assert.Equal("true", s_client["plugin[raw_exec].config.enabled"]);
    }

    [Fact]
    public void No_port_that_a_job_asks_for_is_kept_from_jobs()
    {
        var asked = DeployedJobs.All.SelectMany(j => j.ToJob().TaskGroups!).SelectMany(g => g.Networks ?? []).SelectMany(n => n.ReservedPorts ?? []).Select(p => p.Value).ToList();
        var kept = s_client["client.reserved.reserved_ports"].Split(',').Select(p => p.Split('-').Select(n => int.Parse(n, CultureInfo.InvariantCulture)).ToList()).ToList();

        Assert.NotEmpty(asked);
        Assert.DoesNotContain(asked, port => kept.Any(k => port >= k[0] && port <= k[^1]));
    }

    [Fact]
    public void An_agent_says_the_address_of_the_hosts_network_and_never_that_of_the_engines_bridge()
    {
        string[] said = [.. new[] { "http", "rpc", "serf" }.Select(k => s_server["advertise." + k]), s_client["client.network_interface"]];

        Assert.All(said, text => Assert.Contains("include \\\"network\\\"", text, StringComparison.Ordinal));
        Assert.Single(said.Select(text => Regex.Match(text, @"[0-9./]{9,}", RegexOptions.None, TimeSpan.FromSeconds(1)).Value).Distinct(StringComparer.Ordinal));
    }

    [Fact]
    public void An_agent_that_cannot_start_yet_is_started_until_it_can()
    {
        var unit = File.ReadAllText(Path.Combine(DeployedJobs.Folder, "agent", "nomad.service"));

        Assert.Contains("\nStartLimitIntervalSec=0\n", unit, StringComparison.Ordinal);
        Assert.Contains("\nRestart=on-failure\n", unit, StringComparison.Ordinal);
    }

    [Fact]
    public void No_job_asks_for_more_time_to_end_than_a_client_gives()
    {
        var most = s_client["client.max_kill_timeout"];

        Assert.EndsWith("s", most, StringComparison.Ordinal);
        Assert.All(
            DeployedJobs.All.SelectMany(j => j.ToJob().TaskGroups!).SelectMany(g => g.Tasks!),
            task => Assert.True(task.KillTimeout <= TimeSpan.FromSeconds(int.Parse(most[..^1], CultureInfo.InvariantCulture)), task.Name));
    }

    [Fact]
    public void Dead_workers_do_not_pile_up_and_events_outlast_a_pause()
    {
        Assert.Equal(("10m", "10m"), (s_server["server.job_gc_threshold"], s_server["server.eval_gc_threshold"]));
        Assert.True(int.Parse(s_server["server.event_buffer_size"], CultureInfo.InvariantCulture) >= 2000);
        Assert.True(int.Parse(s_client["client.gc_max_allocs"], CultureInfo.InvariantCulture) > 200);
        Assert.Equal("spread", s_server["server.default_scheduler_config.scheduler_algorithm"]);
        Assert.All(new[] { s_server, s_client }, file => Assert.Equal("true", file["telemetry.disable_dispatched_job_summary_metrics"]));
    }

    private static IEnumerable<string> Words(string prefix, string words) => words.Split(' ').Select(w => prefix + w);
}
