using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Polydev.Drivers.Native;

namespace Polydev.Drivers.Docker.Limits;

/// <summary>Sees that a container met one of its limits while its cgroup, which counts that, is still there: when the engine tells the end it is not.</summary>
/// <remarks>
/// Version 1 of cgroups tells no change of its counts, so they are read twice a second; and at the moment the first process ends, before the engine clears up.
/// A container that cannot be watched is none the less bounded; it only ends with less of a reason.
/// </remarks>
internal sealed class LimitWatch(ContainerEngine engine, DockerDriverOptions options, TimeProvider time, ILogger logger) : IDescriptorSink, IDisposable
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(500);

    private readonly Lock _gate = new();
    private readonly ConcurrentDictionary<ContainerWorker, WatchedLimits> _watched = new();
    private DescriptorLoop? _loop;
    private bool _disposed;
    private long _looked;

    /// <summary>A worker met its limit of processes and threads; told once for each, and must not wait for anything.</summary>
    public Action<ContainerWorker>? OutOfProcesses { get; set; }

    /// <summary>Begins to watch the container of a worker.</summary>
    public async Task WatchAsync(ContainerWorker worker, string container)
    {
        try
        {
            using var patience = new Patience(options.StartTimeout, time, CancellationToken.None);
            var process = await engine.ProcessOfAsync(container, patience.Token);
            if (process > 0 && ContainerCgroup.Of(container, process) is { } cgroup)
            {
                Watch(worker, cgroup, (int)process);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException || EngineFault.Of(e, options.EngineSocket, options.Image) is not null)
        {
            logger.LimitsUnwatched(worker.WorkerId, e.Message);
        }
    }

    /// <summary>Begins to watch the counts of a worker's cgroup.</summary>
    /// <param name="worker">Which.</param>
    /// <param name="cgroup">Where its counts are.</param>
    /// <param name="process">Its first process.</param>
    public void Watch(ContainerWorker worker, ContainerCgroup cgroup, int process)
    {
        var watched = new WatchedLimits(cgroup, () => OnRefused(worker), worker.SetOutOfMemory);
        _watched[worker] = watched;
        if (Loop() is { } loop && Libc.OpenProcess(process) is var handle and >= 0)
        {
            loop.Add(handle, watched);
        }

        if (worker.HasEnded)
        {
            End(worker);
        }
    }

    /// <summary>Watches a worker no longer.</summary>
    public void End(ContainerWorker worker)
    {
        if (_watched.TryRemove(worker, out var watched))
        {
            watched.Look();
            watched.Dispose();
        }
    }

    /// <inheritdoc/>
    bool IDescriptorSink.OnReadable(int descriptor)
    {
        if (time.GetElapsedTime(_looked) >= s_pause)
        {
            _looked = time.GetTimestamp();
            foreach (var watched in _watched.Values)
            {
                watched.Look();
            }
        }

        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
        }

        _loop?.Dispose();
        foreach (var worker in _watched.Keys)
        {
            End(worker);
        }
    }

    /// <summary>The thread that looks; none before there is something to look at.</summary>
    private DescriptorLoop? Loop()
    {
        lock (_gate)
        {
            if (_loop is null && !_disposed)
            {
                _looked = time.GetTimestamp();
                _loop = new DescriptorLoop();
                _loop.AddPolled(this);
            }

            return _loop;
        }
    }

    private void OnRefused(ContainerWorker worker)
    {
        if (worker.SetOutOfProcesses(options.MaxThreads))
        {
            logger.OutOfProcesses(worker.WorkerId, options.MaxThreads);
            OutOfProcesses?.Invoke(worker);
        }
    }
}
