using System.Globalization;
using System.Runtime.CompilerServices;
using Polydev.Controller.Cluster.Health;
using Polydev.Drivers.Nomad;
using Polydev.Drivers.Nomad.Client;

namespace Polydev.Controller.Cluster.Checks;

/// <summary>Tries a cluster from the agent to a worker that is placed, and says of each step what was found and what to do.</summary>
public sealed class ClusterChecklist
{
    private static readonly TimeSpan s_look = TimeSpan.FromSeconds(40);
    private static readonly TimeSpan s_trial = TimeSpan.FromSeconds(90);

    private readonly ClusterLine _line;
    private readonly LookSteps _looks;
    private readonly TrialSteps _trials;

    /// <summary>Makes one; nothing is asked yet.</summary>
    /// <param name="line">The line to the cluster.</param>
    /// <param name="size">What a worker takes.</param>
    public ClusterChecklist(ClusterLine line, WorkerSize size)
    {
        _line = line;
        _looks = new LookSteps(line);
        _trials = new TrialSteps(line, _looks, size);
    }

    /// <summary>Looks, and changes nothing: agent, leader, node, driver, metrics, rights of the token.</summary>
    public IAsyncEnumerable<ClusterCheck> LookAsync(CancellationToken cancellationToken) => RunAsync(Looks(), cancellationToken);

    /// <summary>Looks, and then runs short jobs, which are removed: the image on each node, a job from beginning to end, a worker.</summary>
    public IAsyncEnumerable<ClusterCheck> RunAsync(CancellationToken cancellationToken) => RunAsync([.. Looks(), .. Trials()], cancellationToken);

    private IEnumerable<CheckStep> Looks() =>
    [
        new("agent", s_look, _looks.AgentAsync),
        new("leader", s_look, _looks.LeaderAsync, "agent"),
        new("node", s_look, _looks.NodeAsync, "leader"),
        new("docker driver", s_look, _looks.DockerAsync, "node"),
        new("metrics", s_look, _looks.MetricsAsync, "agent"),
        new("token", s_look, _looks.TokenAsync, "leader"),
    ];

    private IEnumerable<CheckStep> Trials() =>
    [
        new("image", s_trial, _trials.ImageAsync, "docker driver"),
        new("job", s_trial, _trials.JobAsync, "image"),
        new("warm pool", s_trial, _trials.WorkerAsync, "docker driver"),
    ];

    private async IAsyncEnumerable<ClusterCheck> RunAsync(IEnumerable<CheckStep> steps, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var passed = new HashSet<string>(StringComparer.Ordinal);
        foreach (var step in steps)
        {
            var begun = _line.Time.GetTimestamp();
            var missing = step.Needs.FirstOrDefault(need => !passed.Contains(need));
            var finding = missing is null ? await FindAsync(step, cancellationToken) : Finding.Skipped($"it needs '{missing}'");
            if (finding.Outcome == CheckOutcome.Ok)
            {
                passed.Add(step.Name);
            }

            yield return new ClusterCheck
            {
                Name = step.Name,
                Outcome = finding.Outcome,
                Found = finding.Found,
                Next = finding.Next,
                TookMs = Math.Round(_line.Time.GetElapsedTime(begun).TotalMilliseconds, 1),
            };
        }
    }

    private async Task<Finding> FindAsync(CheckStep step, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await using var limit = _line.Time.CreateTimer(static source => ((CancellationTokenSource)source!).Cancel(), patience, step.Limit, Timeout.InfiniteTimeSpan);
        try
        {
            return await step.RunAsync(patience.Token);
        }
        catch (NomadException e)
        {
            return Finding.Failed(ClusterFault.Of(e).Message);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Finding.Failed(
                string.Create(CultureInfo.InvariantCulture, $"it did not come to an end in {step.Limit.TotalSeconds:0} s"), "Are the servers, or the nodes' engines, overloaded? 'nomad monitor' shows what an agent does.");
        }
    }
}
