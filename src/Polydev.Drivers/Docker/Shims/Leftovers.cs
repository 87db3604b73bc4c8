using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Polydev.Drivers.Docker.Shims;

/// <summary>Ends what an engine that crashed left running of our containers and lists no more: shims, and in them workers or their beginnings.</summary>
/// <remarks>Only root sees whose a shim is, and may end it.</remarks>
internal sealed class Leftovers(ContainerEngine engine, ShimTable shims, DockerDriverOptions options, TimeProvider time, ILogger logger)
{
    /// <summary>How long a shim may take to end by itself after its container was removed, and an engine to list what it finds again.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<Shim, bool> _suspects = new();

    /// <summary>The shims that run now.</summary>
    public IReadOnlyList<Shim> Look() => shims.Read();

    /// <summary>Compares.</summary>
    /// <param name="running">What <see cref="Look"/> saw before the engine was asked for its list.</param>
    /// <param name="owner">Whose containers are ours.</param>
    /// <param name="listed">Ids of our containers that the engine lists.</param>
    public void Judge(IReadOnlyList<Shim> running, string owner, IReadOnlySet<string> listed)
    {
        foreach (var shim in running.Where(s => !listed.Contains(s.Container) && shims.Mounts(s, Path.GetFullPath(options.SocketDirectory))))
        {
            if (_suspects.TryAdd(shim, true))
            {
                _ = EndAsync(shim, owner);
            }
        }
    }

    private async Task EndAsync(Shim shim, string owner)
    {
        try
        {
            await Task.Delay(Grace, time, CancellationToken.None);
            using var patience = new Patience(options.StopTimeout, time, CancellationToken.None);
            var listed = await engine.ListAsync(owner, patience.Token);
            if (!listed.Any(c => c.ID == shim.Container) && shims.Lives(shim) && shims.End(shim.Container))
            {
                logger.LeftoverEnded(shim.Container, shim.Process);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException || EngineFault.Of(e, options.EngineSocket, options.Image) is not null)
        {
            // Without an engine that answers nothing is known; it is compared again when it does.
        }
        finally
        {
            _suspects.TryRemove(shim, out _);
        }
    }
}
