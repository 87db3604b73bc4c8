using Polydev.Drivers.Nomad;
using Polydev.Drivers.Nomad.Client;
using Polydev.Drivers.Nomad.Jobs;
using Polydev.Drivers.Nomad.Jobs.Templates;
using Polydev.Drivers.Nomad.Model;

namespace Polydev.Controller.Cluster.Checks;

/// <summary>A job that is there for a check alone, and is removed with it.</summary>
internal sealed class TrialJob : IAsyncDisposable
{
    private static readonly TimeSpan s_wait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_removal = TimeSpan.FromSeconds(20);

    private readonly ClusterLine _line;
    private readonly bool _mayRemove;

    private TrialJob(ClusterLine line, string id, bool mayRemove) => (_line, Id, _mayRemove) = (line, id, mayRemove);

    /// <summary>Id of the job.</summary>
    public string Id { get; }

    /// <summary>Submits one.</summary>
    /// <exception cref="NomadException">The cluster refused, or did not answer.</exception>
    public static async Task<TrialJob> SubmitAsync(ClusterLine line, JobTemplate template, CancellationToken cancellationToken)
    {
        var job = template.ToJob().For(await line.VersionAsync(cancellationToken));
        var trial = new TrialJob(line, job.ID, mayRemove: true);
        try
        {
            await line.Client.Jobs.RegisterAsync(job, 0, cancellationToken);
            return trial;
        }
        catch
        {
            // Nobody knows whether it was heard.
            await trial.DisposeAsync();
            throw;
        }
    }

    /// <summary>Dispatches one.</summary>
    /// <exception cref="NomadException">The cluster refused, or did not answer.</exception>
    public static async Task<TrialJob> DispatchAsync(ClusterLine line, string parent, IReadOnlyDictionary<string, string> meta, bool mayRemove, CancellationToken cancellationToken) =>
        new(line, (await line.Client.Jobs.DispatchAsync(parent, meta, null, null, null, cancellationToken)).Value.DispatchedJobID, mayRemove);

    /// <summary>Stops and forgets a job, whatever its check's time is; that it cannot be is seen by who looks.</summary>
    public static async Task RemoveAsync(ClusterLine line, string id)
    {
        using var patience = new CancellationTokenSource(s_removal, line.Time);
        try
        {
            await line.Client.Jobs.StopAsync(id, purge: true, patience.Token);
        }
        catch (Exception e) when (e is NomadException or OperationCanceledException)
        {
        }
    }

    /// <summary>Waits until so many allocations have ended, or no more are to come.</summary>
    /// <returns>Those that have ended, and why there are not more.</returns>
    /// <exception cref="NomadException">The cluster refused, or did not answer.</exception>
    public async Task<(IReadOnlyList<NomadAllocation> Ended, string? NoPlace)> EndAsync(int wanted, CancellationToken cancellationToken)
    {
        while (true)
        {
            var allocations = (await _line.Client.Jobs.AllocationsAsync(Id, null, cancellationToken)).Value;
            var ended = allocations.Where(PlacementWords.IsOver).ToList();
            var noPlace = allocations.Count < wanted ? await NoPlaceAsync(cancellationToken) : null;
            if (ended.Count >= wanted || (noPlace is not null && ended.Count == allocations.Count))
            {
                return (ended, noPlace);
            }

            await Task.Delay(s_wait / 5, _line.Time, cancellationToken);
        }
    }

    /// <summary>Waits until it is placed, or cannot be.</summary>
    /// <exception cref="NomadException">The cluster refused, or did not answer.</exception>
    public async Task<(NomadAllocation? Placed, string? NoPlace)> PlacedAsync(CancellationToken cancellationToken)
    {
        NomadQuery? query = null;
        while (true)
        {
            var answer = await _line.Client.Jobs.AllocationsAsync(Id, query, cancellationToken);
            if (answer.Value is [var placed, ..])
            {
                return (placed, null);
            }

            if (await NoPlaceAsync(cancellationToken) is { } noPlace)
            {
                return (null, noPlace);
            }

            query = new NomadQuery { Index = Math.Max(1, answer.Index), Wait = s_wait };
        }
    }

    /// <summary>Ends an allocation, as the driver does, and waits until it is over.</summary>
    /// <returns>Why it could not be; null when it was.</returns>
    public async Task<string?> KillAsync(string allocation, CancellationToken cancellationToken)
    {
        try
        {
            await SignalAsync(allocation, cancellationToken);
            if (_mayRemove)
            {
                await _line.Client.Jobs.StopAsync(Id, purge: true, cancellationToken);
            }

            await foreach (var answer in BlockingQuery.FollowAsync((q, t) => _line.Client.Allocations.GetAsync(allocation, q, t), s_wait, cancellationToken))
            {
                if (PlacementWords.IsOver(answer.Value))
                {
                    return null;
                }

                await SignalAsync(allocation, cancellationToken);
            }

            return null;
        }
        catch (NomadException e) when (e.Error == NomadError.NotFound)
        {
            return null;
        }
        catch (NomadException e)
        {
            return ClusterFault.Of(e).Message;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_mayRemove)
        {
            await RemoveAsync(_line, Id);
        }
    }

    private async Task SignalAsync(string allocation, CancellationToken cancellationToken)
    {
        try
        {
            await _line.Client.Allocations.SignalAsync(allocation, "SIGKILL", WorkerContainer.TaskName, cancellationToken);
        }
        catch (NomadException e) when (e.Error is NomadError.TaskNotRunning or NomadError.Rpc)
        {
            // It does not run yet, or no more.
        }
    }

    private async Task<string?> NoPlaceAsync(CancellationToken cancellationToken)
    {
        var evaluations = (await _line.Client.Jobs.EvaluationsAsync(Id, null, cancellationToken)).Value;
        return evaluations.OrderByDescending(e => e.CreateIndex).Select(e => PlacementWords.NoPlace(e.FailedTGAllocs)).FirstOrDefault(words => words is not null);
    }
}
