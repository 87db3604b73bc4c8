namespace Polydev.Drivers.Nomad.Client;

/// <summary>Whether a request may be sent again when nobody knows whether it was heard.</summary>
internal enum Repeat
{
    /// <summary>Doing it twice is doing it once.</summary>
    Safe,

    /// <summary>Twice is too often: who asks must look what came of it.</summary>
    Never,
}
