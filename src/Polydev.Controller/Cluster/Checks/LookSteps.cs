using System.Globalization;
using Polydev.Controller.Cluster.Health;
using Polydev.Drivers.Nomad.Client;
using Polydev.Drivers.Nomad.Jobs.Templates;
using Polydev.Drivers.Nomad.Model;

namespace Polydev.Controller.Cluster.Checks;

/// <summary>The steps that look and change nothing. What one finds out, later ones use.</summary>
internal sealed class LookSteps(ClusterLine line)
{
    private const string NoSuchJob = "polydev-check-no-such-job";

    /// <summary>Nodes that can take containers, as they were found.</summary>
    public IReadOnlyList<NomadNode> Able { get; private set; } = [];

    /// <summary>Whether the token may register and remove jobs; null when it was not found out.</summary>
    public bool? MaySubmit { get; private set; }

    /// <summary>Whether the agent answers.</summary>
    public async Task<Finding> AgentAsync(CancellationToken cancellationToken)
    {
        try
        {
            var self = (await line.Client.Agent.SelfAsync(cancellationToken)).Value;
            var version = self.Member is { } member ? ClusterVersions.Of(member) : null;
            return NomadVersion.Parse(version) is { } known && known < NomadVersion.Oldest
                ? Finding.Failed($"Nomad {version} at {line.Target}", $"{NomadVersion.Oldest} is the oldest that works: update it.")
                : Finding.Ok($"Nomad {version ?? "of an unknown version"} at {line.Target}");
        }
        catch (NomadException e) when (e.Error == NomadError.Forbidden)
        {
            // It answers; that it says nothing of itself to this token is for the step that looks at rights.
            return Finding.Ok($"it answers at {line.Target}, and does not tell this token its version");
        }
    }

    /// <summary>Whether there is a leader.</summary>
    public async Task<Finding> LeaderAsync(CancellationToken cancellationToken)
    {
        try
        {
            var leader = await line.Client.Agent.LeaderAsync(cancellationToken);
            return leader.Length > 0 ? Finding.Ok(leader) : NoLeader();
        }
        catch (NomadException e) when (e.Error == NomadError.NoLeader)
        {
            return NoLeader();
        }
    }

    /// <summary>Whether a node can take something.</summary>
    public async Task<Finding> NodeAsync(CancellationToken cancellationToken)
    {
        var nodes = (await line.Client.Nodes.ListAsync(null, cancellationToken)).Value;
        Able = [.. nodes.Where(ClusterView.IsAble)];
        return (nodes.Count, Able.Count) switch
        {
            (0, _) => Finding.Failed("the cluster has no nodes", "Start a Nomad client that joins the servers."),
            (_, 0) => Finding.Failed($"none of {nodes.Count} is ready and eligible: {string.Join(", ", nodes.Select(n => $"{n.Name} is {n.Status}, {n.SchedulingEligibility}{(n.Drain ? ", draining" : "")}"))}", "Start their agents, or end their drains: nomad node drain -disable"),
            _ => Finding.Ok($"{Able.Count} of {nodes.Count} ready: {string.Join(", ", Able.Select(n => n.Name))}"),
        };
    }

    /// <summary>Whether the docker driver is well on a node.</summary>
    public Task<Finding> DockerAsync(CancellationToken cancellationToken)
    {
        var without = Able.Where(n => n.Drivers?.GetValueOrDefault("docker") is not { Detected: true, Healthy: true }).ToList();
        var well = Able.Except(without).ToList();
        var unwell = string.Join(", ", without.Select(n => $"{n.Name}: {(n.Drivers?.GetValueOrDefault("docker")?.HealthDescription is { Length: > 0 } said ? said : "not there")}"));
        Able = well;
        return Task.FromResult(well.Count == 0
            ? Finding.Failed($"on no ready node ({unwell})", "Look at the engine there: systemctl status docker. The agent's user must be allowed to use it.")
            : Finding.Ok($"healthy on {string.Join(", ", well.Select(n => n.Name))}{(without.Count > 0 ? $"; not on {unwell}" : "")}"));
    }

    /// <summary>Whether figures can be read.</summary>
    public async Task<Finding> MetricsAsync(CancellationToken cancellationToken)
    {
        var metrics = (await line.Client.Agent.MetricsAsync(cancellationToken)).Value;
        var gauges = metrics.Gauges?.Count ?? 0;
        if (gauges == 0)
        {
            return Finding.Failed("the agent has no figures", "Set telemetry { publish_node_metrics = true, publish_allocation_metrics = true, prometheus_metrics = true } in its configuration.");
        }

        var prometheus = await HasPrometheusAsync(cancellationToken) ? ", also for Prometheus" : "; for Prometheus set telemetry { prometheus_metrics = true }";
        return Finding.Ok(string.Create(CultureInfo.InvariantCulture, $"{gauges} gauges{prometheus}"));
    }

    /// <summary>Whether the token may do what is needed, right by right, without doing any of it.</summary>
    public async Task<Finding> TokenAsync(CancellationToken cancellationToken)
    {
        if (await IsOffAsync(cancellationToken))
        {
            MaySubmit = true;
            return Finding.Ok("access control is off: no token is needed, and whoever reaches an agent rules the cluster");
        }

        var missing = new List<string>();
        await NeedAsync("list-jobs", () => line.Client.Jobs.ListAsync(new NomadQuery { Prefix = NoSuchJob }, cancellationToken));
        await NeedAsync("read-job", () => line.Client.Jobs.GetAsync(NoSuchJob, null, cancellationToken));
        await NeedAsync("dispatch-job", () => line.Client.Jobs.DispatchAsync(NoSuchJob, null, null, null, null, cancellationToken));
        await NeedAsync("node read", () => line.Client.Nodes.ListAsync(null, cancellationToken));
        await NeedAsync("agent read", () => line.Client.Agent.SelfAsync(cancellationToken));
        var plan = new RuntimeContainerJob { Id = NoSuchJob, Place = line.Target.Defaults.Place, Image = line.Target.Defaults.Image }.ToJob();
        MaySubmit = await MayAsync(() => line.Client.Jobs.PlanAsync(plan, diff: false, cancellationToken));
        return missing.Count > 0
            ? Finding.Failed($"it lacks {string.Join(", ", missing)}", "Give its policy these rights (in the namespace, but for node and agent), or set NOMAD_TOKEN to one that has them.")
            : Finding.Ok(MaySubmit.Value ? "it may do all that is needed, and submit jobs" : "it may do all that workers need; it may not submit jobs");

        async Task NeedAsync(string right, Func<Task> ask)
        {
            if (!await MayAsync(ask))
            {
                missing.Add(right);
            }
        }
    }

    private static async Task<bool> MayAsync(Func<Task> ask)
    {
        try
        {
            await ask();
            return true;
        }
        catch (NomadException e) when (e.Error == NomadError.Forbidden)
        {
            return false;
        }
        catch (NomadException e) when (e.Error is NomadError.NotFound or NomadError.NotParameterized or NomadError.Invalid)
        {
            // What was asked for is not there, which only who may ask is told.
            return true;
        }
    }

    private async Task<bool> IsOffAsync(CancellationToken cancellationToken)
    {
        try
        {
            await line.Client.Acl.SelfAsync(cancellationToken);
            return false;
        }
        catch (NomadException e) when (e.Error == NomadError.AclDisabled)
        {
            return true;
        }
        catch (NomadException e) when (e.Error is NomadError.Forbidden or NomadError.NotFound or NomadError.Invalid)
        {
            // No token was given: what the anonymous one may do is found out.
            return false;
        }
    }

    private async Task<bool> HasPrometheusAsync(CancellationToken cancellationToken)
    {
        try
        {
            return (await line.Client.Agent.PrometheusAsync(cancellationToken)).Length > 0;
        }
        catch (NomadException)
        {
            return false;
        }
    }

    private static Finding NoLeader() => Finding.Failed("there is none", "Start more than half of the servers, and see that they reach each other at their RPC and serf ports (4647, 4648).");
}
