using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Polydev.Drivers.Docker.Shims;

namespace Polydev.Drivers.Docker;

/// <summary>Runs the worker once in the walls it would have: whether an engine can build them no description of it says reliably.</summary>
public static class ContainerTrial
{
    private const long TrialMemory = 256L << 20;

    /// <summary>Tries.</summary>
    /// <param name="options">How workers are to be started.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Why it does not work and what to do; null when it does.</returns>
    public static Task<string?> RunAsync(DockerDriverOptions options, TimeProvider time, CancellationToken cancellationToken) =>
        RunAsync(options, ShimTable.OfThisMachine, time, cancellationToken);

    /// <summary>The same, on a machine with certain shims.</summary>
    internal static async Task<string?> RunAsync(DockerDriverOptions options, ShimTable shims, TimeProvider time, CancellationToken cancellationToken)
    {
        using var engine = new ContainerEngine(options, time);
        using var removals = new ContainerRemovals(engine, shims, options, time, NullLogger.Instance);
        string? container = null;
        using var patience = new Patience(options.StartTimeout, time, cancellationToken);
        var id = "trial-" + Guid.NewGuid().ToString("n");
        var spec = new WorkerSpec { WorkerId = id, Pool = "", Nonce = "", MemoryBytes = TrialMemory, Cpus = 1 };
        try
        {
            var facts = await engine.DescribeAsync(patience.Token);
            var shape = ContainerShape.Of(options, facts, spec, OwnerId.In(options.StateDirectory, DockerDriver.DriverName));
            shape.Cmd = ["--version"];
            shape.HostConfig!.AutoRemove = false;
            var code = await engine.RunToEndAsync(shape, made => container = made, patience.Token);
            return code == 0 ? null : string.Create(CultureInfo.InvariantCulture, $"the worker in {options.Image} ends with code {code} when asked for its version: build the image anew with 'polydev image build'");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return EngineFault.Of(new TimeoutException(), options.EngineSocket, options.Image)!.Message;
        }
        catch (Exception e) when (EngineFault.Of(e, options.EngineSocket, options.Image) is { } fault)
        {
            return fault.Message;
        }
        finally
        {
            if (container is not null)
            {
                await removals.Begin(container);
            }
        }
    }
}
