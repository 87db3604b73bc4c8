namespace Polydev.Drivers.Nomad;

/// <summary>What identifies a placed worker: its dispatched job and the first allocation of that. A second allocation is nobody's worker.</summary>
/// <param name="Job">Id of the dispatched job.</param>
/// <param name="Allocation">Id of its first allocation.</param>
internal sealed record PlaceId(string Job, string Allocation)
{
    private const char Between = '@';

    /// <summary>Reads what <see cref="ToString"/> wrote; null when it is none.</summary>
    public static PlaceId? Parse(string text) =>
        text.LastIndexOf(Between) is var at && at > 0 && at < text.Length - 1 ? new PlaceId(text[..at], text[(at + 1)..]) : null;

    /// <summary>As the seam knows it.</summary>
    public override string ToString() => $"{Job}{Between}{Allocation}";
}
