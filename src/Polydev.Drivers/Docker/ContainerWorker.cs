using System.Globalization;

namespace Polydev.Drivers.Docker;

/// <summary>A worker that this driver knows, from before its container is made.</summary>
internal sealed class ContainerWorker(string workerId, string pool)
{
    private const int KilledCode = 128 + 9;

    private volatile bool _stopping;
    private volatile bool _outOfMemory;
    private volatile bool _ended;
    private volatile bool _left;
    private int _processLimit;

    /// <summary>Id of the worker.</summary>
    public string WorkerId => workerId;

    /// <summary>Its pool.</summary>
    public string Pool => pool;

    /// <summary>Id of its container; null until it is made.</summary>
    public string? Container { get; set; }

    /// <summary>Its name in the seam; null until the engine has started it.</summary>
    public Allocation? Allocation { get; set; }

    /// <summary>Whether a kill may turn out to have been for memory.</summary>
    public bool MayBeOutOfMemory(int? code) => code == KilledCode && !_stopping && !_outOfMemory && _processLimit == 0;

    /// <summary>Whether its end is our own wish.</summary>
    public bool IsStopping => _stopping;

    /// <summary>From now on its end is our own wish.</summary>
    public void SetStopping() => _stopping = true;

    /// <summary>Whether it was to end, and the engine did not end it: it is removed as soon as it can be.</summary>
    public bool IsLeft
    {
        get => _left;
        set => _left = value;
    }

    /// <summary>The kernel found its memory full.</summary>
    public void SetOutOfMemory() => _outOfMemory = true;

    /// <summary>The kernel refused it another process or thread.</summary>
    /// <param name="limit">How many it may have.</param>
    /// <returns>Whether this is news.</returns>
    public bool SetOutOfProcesses(int limit) => Interlocked.Exchange(ref _processLimit, limit) == 0;

    /// <summary>Whether its end is known.</summary>
    public bool HasEnded
    {
        get => _ended;
        set => _ended = value;
    }

    /// <summary>Why it ended, in words.</summary>
    /// <param name="code">Exit code; null when nobody saw it.</param>
    public string Reason(int? code) => code switch
    {
        _ when _stopping => "stopped",
        _ when _processLimit > 0 => string.Create(CultureInfo.InvariantCulture, $"out of processes and threads: it may have {_processLimit}"),
        null => "it was gone when the Docker engine answered again",
        KilledCode when _outOfMemory => "out of memory",
        > 128 and < 193 => string.Create(CultureInfo.InvariantCulture, $"killed by signal {code - 128}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"exited with code {code}"),
    };
}
