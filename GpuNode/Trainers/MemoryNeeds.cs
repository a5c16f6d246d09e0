using GpuNode.Machine;

namespace GpuNode.Trainers;

/// <summary>What trials take of their device's memory, as measured, and what a device has. Not for several threads at a time.</summary>
public sealed class MemoryNeeds
{
    // Of a device: what contexts, fragments and the next look's surprise may take.
    private const int ReserveParts = 20;

    private readonly Dictionary<string, long> _bySweep = [];
    private readonly Dictionary<string, DeviceRoom> _rooms = [];

    /// <summary>Devices whose memory is known.</summary>
    public IReadOnlyDictionary<string, DeviceRoom> Rooms => _rooms;

    /// <summary>The most that a trial of the sweep was seen to take, in bytes; null before one was measured at work.</summary>
    public long? Of(string sweep) => _bySweep.TryGetValue(sweep, out var need) ? need : null;

    /// <summary>A look at the devices.</summary>
    /// <param name="trainers">The trainers that live: sweep of their trial, or of their last one, whose memory they keep; device; process id; and whether the trial has got somewhere: before that it may not hold all that it will.</param>
    public void Measured(IReadOnlyList<GpuMemory> devices, IReadOnlyList<(string Sweep, string Device, int Process, bool AtWork)> trainers)
    {
        foreach (var device in devices)
        {
            var here = trainers.Where(trainer => trainer.Device == device.Device).ToList();
            long Held(int process) => device.Processes.GetValueOrDefault(process);
            // Where the driver names no process, one that is alone has all that is used.
            var alone = device.Processes.Count == 0 && here.Count == 1 ? device.Used : 0;
            // Nothing told is not the same as nothing held: the driver may not list a process yet.
            foreach (var trainer in here.Where(trainer => trainer.AtWork && (device.Processes.ContainsKey(trainer.Process) || alone > 0)))
            {
                _bySweep[trainer.Sweep] = Math.Max(_bySweep.GetValueOrDefault(trainer.Sweep), Math.Max(Held(trainer.Process), alone));
            }

            var others = device.Processes.Count == 0 ? 0 : Math.Max(0, device.Used - here.Sum(trainer => Held(trainer.Process)));
            _rooms[device.Device] = new DeviceRoom(device.Total - (device.Total / ReserveParts) - others);
        }
    }
}

/// <param name="Bytes">What trials may take of a device together.</param>
public sealed record DeviceRoom(long Bytes);
