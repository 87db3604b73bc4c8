using System.Collections.Concurrent;
using Docker.DotNet.Models;
using Microsoft.Extensions.Logging;
using Polydev.Drivers.Docker.Shims;

namespace Polydev.Drivers.Docker;

/// <summary>Keeps what we know and what the engine runs the same: by its events, and by comparing after each time it broke off and every minute.</summary>
internal sealed class ContainerWatch(
    ContainerEngine engine, ContainerBook book, ContainerRemovals removals, Leftovers leftovers, DockerDriverOptions options, Func<string> owner, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan s_firstPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan s_longestPause = TimeSpan.FromSeconds(5);

    // Events carry the engine's time, which is this machine's.
    private static readonly TimeSpan s_overlap = TimeSpan.FromSeconds(1);

    // An engine that was killed while it removed a container may go on to list it, and says at each removal that it is not there.
    private readonly ConcurrentDictionary<string, bool> _removed = new(StringComparer.Ordinal);

    private volatile bool _ownsAll;

    /// <summary>From now on a container of ours that is not known is nobody's, and is removed.</summary>
    public void OwnAll() => _ownsAll = true;

    /// <summary>Watches until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var sweeping = SweepAsync(over.Token);
        try
        {
            await FollowAsync(cancellationToken);
        }
        finally
        {
            await over.CancelAsync();
            await sweeping.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task FollowAsync(CancellationToken cancellationToken)
    {
        var pause = s_firstPause;
        var silent = false;
        while (!cancellationToken.IsCancellationRequested)
        {
            string why;
            try
            {
                var since = time.GetUtcNow() - s_overlap;
                await CompareAsync(cancellationToken);
                if (silent)
                {
                    logger.EngineAnswersAgain(options.EngineSocket);
                }

                (pause, silent) = (s_firstPause, false);
                await engine.MonitorAsync(owner(), since, OnEvent, cancellationToken);
                why = "it closed the stream of events";
            }
            catch (Exception e) when (EngineFault.Of(e, options.EngineSocket, options.Image) is { } fault)
            {
                why = fault.Message;
            }

            if (!silent && !cancellationToken.IsCancellationRequested)
            {
                logger.EngineSilent(why);
            }

            silent = true;
            await Task.Delay(pause, time, cancellationToken);
            pause = pause * 2 < s_longestPause ? pause * 2 : s_longestPause;
        }
    }

    private async Task SweepAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(options.SweepEvery, time);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            try
            {
                await CompareAsync(cancellationToken);
            }
            catch (Exception e) when (EngineFault.Of(e, options.EngineSocket, options.Image) is not null)
            {
                // Whoever follows the events says so, and compares when it is back.
            }
        }
    }

    private void OnEvent(Message message)
    {
        if (ContainerEvents.WorkerOf(message) is not { } id || book.Find(id) is not { } worker)
        {
            return;
        }

        switch (message.Action)
        {
            case ContainerEvents.OutOfMemory:
                worker.SetOutOfMemory();
                break;
            case ContainerEvents.Died:
                _ = book.EndAsync(worker, message.Actor.ID, ContainerEvents.ExitCodeOf(message));
                break;
        }
    }

    private async Task CompareAsync(CancellationToken cancellationToken)
    {
        // Before the list: what is placed while it is made may be missing in it.
        var (placed, shims) = (book.Placed, leftovers.Look());
        using var patience = new Patience(options.StopTimeout, time, cancellationToken);
        var listed = await ListAsync(patience.Token, cancellationToken);
        var running = listed.Where(c => c.State is "running" or "paused").Select(c => c.ID).ToHashSet(StringComparer.Ordinal);
        foreach (var worker in placed.Where(w => !running.Contains(w.Allocation!.ExternalId)))
        {
            _ = book.EndAsync(worker, worker.Allocation!.ExternalId, code: null);
        }

        if (_ownsAll)
        {
            foreach (var orphan in listed.Where(c => !book.Wants(ContainerLabels.Of(c, ContainerLabels.Worker))))
            {
                _ = RemoveOrphanAsync(orphan);
            }

            leftovers.Judge(shims, owner(), listed.Select(c => c.ID).ToHashSet(StringComparer.Ordinal));
        }
    }

    private async Task RemoveOrphanAsync(ContainerListResponse orphan)
    {
        if (await removals.Begin(orphan.ID) && _removed.TryAdd(orphan.ID, true))
        {
            logger.OrphanRemoved(orphan.ID, orphan.State);
        }
    }

    private async Task<IList<ContainerListResponse>> ListAsync(CancellationToken limited, CancellationToken cancellationToken)
    {
        try
        {
            return await engine.ListAsync(owner(), limited);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException("the engine lists no containers", e);
        }
    }
}
