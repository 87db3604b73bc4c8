using System.Runtime.InteropServices;
using System.Text;
using Polydev.Worker;
using Polydev.Worker.Native;

Hardening.Apply();
Scheduling.WaitForTurns();
SocketThread.ContinueInline();
TrustStore.HideFromRuntime();

using var terminate = new CancellationTokenSource();
using var errors = new StreamWriter(Console.OpenStandardError(), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), bufferSize: 256);
using var output = Console.OpenStandardOutput();
var worker = new EntryPoint(Environment.GetEnvironmentVariable, output, errors, TimeProvider.System);

// The first SIGTERM drains a linked worker; the second ends it.
var terms = 0;
using var onTerm = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
{
    signal.Cancel = true;
    if (Interlocked.Increment(ref terms) == 1 && worker.Drain is { } drain)
    {
        drain();
    }
    else
    {
        terminate.Cancel();
    }
});

return await worker.RunAsync(args, terminate.Token);
