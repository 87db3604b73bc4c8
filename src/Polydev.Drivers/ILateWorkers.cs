namespace Polydev.Drivers;

/// <summary>A driver that may find workers of an earlier controller after <see cref="IWorkerDriver.RecoverAsync"/> has returned: their host was away.</summary>
public interface ILateWorkers
{
    /// <summary>The workers, as they are found. Runs until cancelled; one reader.</summary>
    IAsyncEnumerable<Allocation> FindLateAsync(CancellationToken cancellationToken);
}
