namespace Polydev.Controller.Executions;

/// <summary>Limits and defaults of executions.</summary>
public sealed class ExecutionOptions
{
    /// <summary>Largest request body in bytes: 32 MiB, above the providers' own limits for images.</summary>
    public long MaxBodyBytes { get; set; } = 32 * 1024 * 1024;

    /// <summary>Executions that run at the same time, over all tenants.</summary>
    public int MaxConcurrent { get; set; } = 4096;

    /// <summary>Executions of one tenant that run at the same time, unless the tenant says otherwise.</summary>
    public int MaxConcurrentPerTenant { get; set; } = 2048;

    /// <summary>Executions that wait, over all tenants; past it the answer is 429.</summary>
    public int MaxQueued { get; set; } = 10_000;

    /// <summary>Executions of one tenant that wait, unless the tenant says otherwise.</summary>
    public int MaxQueuedPerTenant { get; set; } = 2_000;

    /// <summary>Time an execution may take from acceptance to end, when it does not say.</summary>
    public TimeSpan DefaultTimeout { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Longest time an execution may ask for.</summary>
    public TimeSpan MaxTimeout { get; set; } = TimeSpan.FromHours(2);

    /// <summary>Attempts per provider and model, when the request does not say.</summary>
    public int DefaultMaxAttempts { get; set; } = 3;

    /// <summary>Bytes of events kept in memory per running execution; older ones are read back from the log.</summary>
    public int LiveWindowBytes { get; set; } = 32 * 1024;

    /// <summary>How long workers have to bring their executions back after a restart of the controller.</summary>
    public TimeSpan RecoveryWindow { get; set; } = TimeSpan.FromSeconds(15);
}
