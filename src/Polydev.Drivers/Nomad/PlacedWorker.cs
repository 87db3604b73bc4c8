namespace Polydev.Drivers.Nomad;

/// <summary>A worker that this driver knows, from before it is dispatched.</summary>
internal sealed class PlacedWorker(string workerId, string pool)
{
    private volatile bool _stopping;

    /// <summary>Id of the worker.</summary>
    public string WorkerId => workerId;

    /// <summary>Its pool.</summary>
    public string Pool => pool;

    /// <summary>Its dispatched job and that one's first allocation; null until it is placed.</summary>
    public PlaceId? Place { get; set; }

    /// <summary>Its name in the seam; null until it is placed.</summary>
    public Allocation? Allocation { get; set; }

    /// <summary>Whether its end is our own wish.</summary>
    public bool Stopping => _stopping;

    /// <summary>From now on its end is our own wish.</summary>
    public void SetStopping() => _stopping = true;
}
