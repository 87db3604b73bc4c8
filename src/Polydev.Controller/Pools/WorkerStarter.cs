using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Polydev.Controller.Workers;
using Polydev.Drivers;

namespace Polydev.Controller.Pools;

/// <summary>Starts one worker: makes its id and nonce, counts it, asks the driver, and books what comes of it.</summary>
internal sealed class WorkerStarter(IWorkerDriver driver, WorkerDirectory directory, WorkerStopper stopper, TimeProvider clock, ILogger<WorkerStarter> log)
{
    private const int NonceBytes = 32;
    private readonly TasksUnderWay _starts = new();

    /// <summary>Begins a start. The worker counts from now on; the returned task ends when the driver has placed it or has not.</summary>
    public Task Start(Pool pool, CancellationToken cancellationToken)
    {
        var id = "wrk_" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(10));
        var worker = new LiveWorker(id, pool.Name, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(NonceBytes)), pool, clock);
        pool.Add(worker);
        directory.Add(worker);
        var start = PlaceAsync(pool, worker, cancellationToken);
        _starts.Add(start);
        return start;
    }

    /// <summary>Waits until every start under way has come to an end, or the token is cancelled.</summary>
    public Task IdleAsync(CancellationToken cancellationToken) => _starts.IdleAsync(cancellationToken);

    private async Task PlaceAsync(Pool pool, LiveWorker worker, CancellationToken cancellationToken)
    {
        var options = pool.Options;
        var spec = new WorkerSpec { WorkerId = worker.Id, Pool = pool.Name, Nonce = worker.Nonce!, MemoryBytes = options.WorkerMemoryBytes, Cpus = options.WorkerCpus, Overcommit = options.Overcommit };

        // A driver may do real work before its first await, and the supervisor has other pools to see to.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            var result = await driver.StartAsync(spec, cancellationToken);
            if (!result.Started)
            {
                log.StartFailed(worker.Id, pool.Name, result.Error.Value, result.Message);
                directory.End(worker, WorkerEnd.StartFailed, result.Message);
            }
            else if (!worker.Place(result.Allocation))
            {
                // It is gone already, or somebody dialled as it from where it is not.
                directory.End(worker, WorkerEnd.Impostor, LinkRoute.Wrong);
                stopper.Stop(result.Allocation);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            directory.End(worker, WorkerEnd.Shutdown, "the controller stops");
        }
        catch (Exception e)
        {
            log.StartBroke(worker.Id, pool.Name, e);
            directory.End(worker, WorkerEnd.StartFailed, "the driver failed: " + e.Message);
        }
    }
}
