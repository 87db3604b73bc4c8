namespace Polydev.SystemTests.Hosts;

/// <summary>What happens to frames on their way from one host to another.</summary>
/// <param name="Cut">None arrives.</param>
/// <param name="Delay">How much later they arrive.</param>
/// <param name="Loss">The part of them that is lost, 0 to 1.</param>
internal readonly record struct LinkFault(bool Cut = false, TimeSpan Delay = default, double Loss = 0)
{
    /// <summary>All are lost.</summary>
    public static readonly LinkFault Severed = new(Cut: true);
}
