using System.Collections.Concurrent;
using Polydev.Drivers.Nomad;
using Polydev.Drivers.Nomad.Client;
using Polydev.Drivers.Nomad.Jobs;
using Polydev.Drivers.Nomad.Jobs.Templates;
using Polydev.Drivers.Nomad.Model;

namespace Polydev.Controller.Cluster.Health;

/// <summary>Asks a cluster for all that makes a report, at the same time, and does without what it does not say.</summary>
internal sealed class ClusterReader(ClusterLine line)
{
    /// <summary>Reads the cluster.</summary>
    /// <exception cref="NomadException">It answered nothing at all.</exception>
    public async Task<ClusterReport> ReadAsync(ClusterQuestion question, CancellationToken cancellationToken)
    {
        var answers = await AskAsync(question, cancellationToken);
        return ClusterView.Of(line.Target.ToString(), answers, question) with { Problems = ClusterFindings.Of(answers, question) };
    }

    private async Task<ClusterAnswers> AskAsync(ClusterQuestion question, CancellationToken cancellationToken)
    {
        var refused = new ConcurrentDictionary<string, NomadException>(StringComparer.Ordinal);
        var client = line.Client;
        var agent = TryAsync("agent", async () => (await client.Agent.SelfAsync(cancellationToken)).Value);
        var leader = TryAsync("leader", () => LeaderAsync(cancellationToken));
        var members = TryAsync("servers", async () => (await client.Agent.MembersAsync(cancellationToken)).Value);
        var nodes = TryAsync("nodes", () => NodesAsync(cancellationToken));
        var allocations = TryAsync("allocations", () => AllocationsAsync(cancellationToken));
        var jobs = TryAsync("jobs", async () => (await client.Jobs.ListAsync(new NomadQuery { Prefix = TemplateWords.IdPrefix }, cancellationToken)).Value);
        var workerJobs = TryAsync("worker jobs", () => WorkerJobsAsync(question, cancellationToken));
        await Task.WhenAll(agent, leader, members, nodes, allocations, jobs, workerJobs);
        if (await agent is null && await leader is null && await nodes is null)
        {
            throw refused["agent"];
        }

        return new ClusterAnswers
        {
            Agent = await agent,
            Leader = await leader,
            Members = await members,
            Nodes = await nodes,
            Allocations = await allocations,
            Jobs = await jobs,
            WorkerJobs = await workerJobs,
            Missing = [.. refused.OrderBy(r => r.Key, StringComparer.Ordinal).Select(r => new MissingAnswer(r.Key, ClusterFault.Of(r.Value).Message))],
        };

        async Task<T?> TryAsync<T>(string what, Func<Task<T>> ask)
            where T : class
        {
            try
            {
                return await ask();
            }
            catch (NomadException e)
            {
                refused[what] = e;
                return null;
            }
        }
    }

    private async Task<string> LeaderAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await line.Client.Agent.LeaderAsync(cancellationToken);
        }
        catch (NomadException e) when (e.Error == NomadError.NoLeader)
        {
            return "";
        }
    }

    /// <summary>The nodes. A list does not say until when one drains, so those are asked for one by one.</summary>
    private async Task<IReadOnlyList<NomadNode>> NodesAsync(CancellationToken cancellationToken)
    {
        var listed = (await line.Client.Nodes.ListAsync(new NomadQuery { Resources = true }, cancellationToken)).Value;
        return await Task.WhenAll(listed.Select(async node => node.Drain ? node with { DrainStrategy = (await line.Client.Nodes.GetAsync(node.ID, null, cancellationToken)).Value.DrainStrategy } : node));
    }

    private async Task<IReadOnlyList<NomadAllocation>> AllocationsAsync(CancellationToken cancellationToken)
    {
        try
        {
            return (await line.Client.Allocations.ListAsync(new NomadQuery { Namespace = "*", Resources = true }, cancellationToken)).Value;
        }
        catch (NomadException e) when (e.Error is NomadError.Forbidden or NomadError.UnknownNamespace)
        {
            // A token of one namespace: what others use is not seen, and counts as free.
            return (await line.Client.Allocations.ListAsync(new NomadQuery { Resources = true }, cancellationToken)).Value;
        }
    }

    private async Task<IReadOnlyList<WorkerJobState>> WorkerJobsAsync(ClusterQuestion question, CancellationToken cancellationToken)
    {
        if (!question.PlacesWorkers)
        {
            return [];
        }

        var version = await line.VersionAsync(cancellationToken);
        return await Task.WhenAll(question.Sizes.Select(async size =>
        {
            var job = WorkerJob.Of(line.Target, size);
            try
            {
                var registered = (await line.Client.Jobs.GetAsync(job.Id, null, cancellationToken)).Value;
                return new WorkerJobState(size.Pool, job.Id, true, JobDifference.Find(job.ToJob().For(version), registered));
            }
            catch (NomadException e) when (e.Error == NomadError.NotFound)
            {
                return new WorkerJobState(size.Pool, job.Id, false, []);
            }
        }));
    }
}
