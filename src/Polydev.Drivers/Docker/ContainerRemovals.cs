using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Polydev.Drivers.Docker.Shims;

namespace Polydev.Drivers.Docker;

/// <summary>Removes containers, a few at a time, and does not wait for ever: an engine may never come to an end with one whose runtime hangs.</summary>
internal sealed class ContainerRemovals(ContainerEngine engine, ShimTable shims, DockerDriverOptions options, TimeProvider time, ILogger logger) : IDisposable
{
    private const int ParallelStops = 8;
    private const int ParallelOrphans = 4;

    // What hangs holds its place: stops that somebody waits for have places of their own.
    private readonly SemaphoreSlim _stops = new(ParallelStops);
    private readonly SemaphoreSlim _orphans = new(ParallelOrphans);
    private readonly ConcurrentDictionary<string, TaskCompletionSource<bool>> _underWay = new(StringComparer.Ordinal);

    /// <summary>Ends a container and removes it. Fails as the engine does.</summary>
    public Task RemoveAsync(string container, CancellationToken cancellationToken) => RemoveAsync(_stops, container, cancellationToken);

    /// <summary>Begins to remove a container beside everything else; one removal of it is under way at a time.</summary>
    /// <param name="container">Its id, or its name.</param>
    /// <returns>Whether it is gone, when that is known or was waited for long enough; never fails.</returns>
    public Task<bool> Begin(string container)
    {
        var fresh = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        var removal = _underWay.GetOrAdd(container, fresh);
        if (removal == fresh)
        {
            _ = InsistAsync(container, fresh);
        }

        return removal.Task;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stops.Dispose();
        _orphans.Dispose();
    }

    private async Task InsistAsync(string container, TaskCompletionSource<bool> done)
    {
        // Whoever asks may hold a lock, or have others to see to.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        var (gone, hangs) = await TryAsync(container);
        if (hangs && shims.End(container))
        {
            logger.RuntimeEnded(container);
            (gone, hangs) = await TryAsync(container);
        }

        if (hangs)
        {
            logger.ContainerHangs(container);
        }

        _underWay.TryRemove(container, out _);
        done.SetResult(gone);
    }

    private async Task<(bool Gone, bool Hangs)> TryAsync(string container)
    {
        try
        {
            using var patience = new Patience(options.StopTimeout, time, CancellationToken.None);
            await RemoveAsync(_orphans, container, patience.Token);
            return (true, false);
        }
        catch (OperationCanceledException)
        {
            return (false, true);
        }
        catch (Exception e) when (e is ObjectDisposedException || EngineFault.Of(e, options.EngineSocket, options.Image) is not null)
        {
            // The controller stops, or the engine is away or refuses: what is left is found when they are back.
            logger.ContainerLeft(container, e.Message);
            return (false, false);
        }
    }

    private async Task RemoveAsync(SemaphoreSlim places, string container, CancellationToken cancellationToken)
    {
        await places.WaitAsync(cancellationToken);
        try
        {
            await engine.RemoveAsync(container, cancellationToken);
        }
        finally
        {
            places.Release();
        }
    }
}
