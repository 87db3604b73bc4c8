using Polydev.Controller.Api;

namespace Polydev.Controller.Tenants;

/// <summary>What came of checking a key: a caller or the reason for the refusal.</summary>
/// <param name="Caller">Who calls; null when refused.</param>
/// <param name="Refusal">Why not; null when accepted.</param>
[System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Auto)]
internal readonly record struct KeyCheck(Caller? Caller, Problem? Refusal);
